//! Policies of queues, topics, keys and functions: each names who may send, invoke or use, and from where.

use serde_json::Value;

use super::data::refuses_plain_text;
use super::deployment::{Deployment, Resource, each, entries, texts};
use super::{holds, notices};

fn faults(all: &Deployment) -> Vec<String> {
    let mut faults = Vec::new();
    for queue in all.of("AWS::SQS::Queue") {
        if !statements_on(all, "AWS::SQS::QueuePolicy", "Queues", queue).any(refuses_plain_text) {
            faults.push(format!("{} takes messages without TLS: put it into OnlyOverTls", queue.name()));
        }
    }
    let guarded = [("AWS::SQS::QueuePolicy", "sqs:SendMessage"), ("AWS::SNS::TopicPolicy", "sns:Publish")];
    for (kind, action) in guarded {
        for policy in all.of(kind) {
            for statement in each(policy.at("PolicyDocument/Statement")).into_iter().filter(|one| one["Effect"] == "Allow") {
                let sid = &statement["Sid"];
                if texts(&statement["Action"]) != [action] {
                    faults.push(format!("{} {sid} allows more than {action}", policy.name()));
                }
                if !is_service_of_known_source(statement) {
                    faults.push(format!(
                        "{} {sid} must name a service and where it comes from (aws:SourceArn or aws:SourceAccount)",
                        policy.name()
                    ));
                }
            }
        }
    }
    senders(all, &mut faults);
    keys(all, &mut faults);
    for permission in all.of("AWS::Lambda::Permission") {
        if permission.text("Action") != "lambda:InvokeFunction"
            || permission.text("Principal").contains('*')
            || permission.at("SourceArn").is_null()
        {
            faults.push(format!("{} must name one caller: Principal and SourceArn", permission.name()));
        }
    }
    for route in all.of("AWS::ApiGatewayV2::Route") {
        let target =
            route.at("Target/Fn::Sub").as_str().and_then(|target| target.strip_prefix("integrations/${")?.strip_suffix('}'));
        let integration = all.of("AWS::ApiGatewayV2::Integration").find(|integration| Some(integration.id.as_str()) == target);
        let called =
            integration.and_then(|integration| all.referred(integration.at("IntegrationUri"))).map(|function| &function.id);
        let this = format!("/*/{}", route.text("RouteKey").replace(' ', ""));
        let may = all.of("AWS::Lambda::Permission").any(|permission| {
            let from = permission.at("SourceArn/Fn::Sub").as_str().unwrap_or_default();
            permission.text("Principal") == "apigateway.amazonaws.com"
                && all.referred(permission.at("FunctionName")).map(|function| &function.id) == called
                && (from.ends_with("${Api}/*") || from.ends_with(&this))
                && permission.whole["Condition"] == route.whole["Condition"]
        });
        if !may {
            faults.push(format!(
                "{} calls a function that does not let it: add an AWS::Lambda::Permission for {} under the same condition",
                route.name(),
                route.text("RouteKey")
            ));
        }
    }
    for schedule in all.of("AWS::Scheduler::Schedule") {
        let target = all.referred(schedule.at("Target/Arn")).map(|function| &function.id);
        let role = all.referred(schedule.at("Target/RoleArn"));
        let invokes = role.is_some_and(|role| {
            let statement = role.at("Policies/0/PolicyDocument/Statement/0");
            statement["Action"] == "lambda:InvokeFunction"
                && all.referred(&statement["Resource"]).map(|function| &function.id) == target
        });
        if !invokes {
            faults.push(format!("{} starts a function that its role may not invoke", schedule.name()));
        }
    }
    faults
}

/// The statements of the policies that are laid on a resource.
fn statements_on<'a>(all: &'a Deployment, kind: &'a str, property: &'a str, on: &'a Resource) -> impl Iterator<Item = &'a Value> {
    all.of(kind)
        .filter(move |policy| {
            each(policy.at(property)).into_iter().any(|laid| all.referred(laid).is_some_and(|laid| laid.id == on.id))
        })
        .flat_map(|policy| each(policy.at("PolicyDocument/Statement")))
}

fn is_service_of_known_source(statement: &Value) -> bool {
    let service = statement["Principal"]["Service"].as_str();
    let sources = ["aws:SourceArn", "aws:SourceAccount"];
    service.is_some() && entries(&statement["Condition"]).any(|(_, keys)| sources.iter().any(|source| !keys[*source].is_null()))
}

/// Whoever is told to send to a queue or topic is allowed by its policy, and nobody else is.
fn senders(all: &Deployment, faults: &mut Vec<String>) {
    let rules = all.of("AWS::Events::Rule").flat_map(|rule| {
        each(rule.at("Targets")).into_iter().map(move |target| (rule, "events.amazonaws.com", all.referred(&target["Arn"])))
    });
    let topics = all.of("AWS::SNS::Subscription").filter(|subscription| subscription.text("Protocol") == "sqs").filter_map(
        |subscription| {
            Some((all.referred(subscription.at("TopicArn"))?, "sns.amazonaws.com", all.referred(subscription.at("Endpoint"))))
        },
    );
    for (source, service, queue) in rules.chain(topics) {
        let Some(queue) = queue else {
            faults.push(format!("{} sends to something that is not in the templates", source.name()));
            continue;
        };
        let named = statements_on(all, "AWS::SQS::QueuePolicy", "Queues", queue).any(|statement| {
            statement["Principal"]["Service"] == service
                && all.referred(&statement["Condition"]["ArnEquals"]["aws:SourceArn"]).is_some_and(|named| named.id == source.id)
        });
        if !named {
            faults.push(format!(
                "{} may not send to {}: name it in the queue's policy with aws:SourceArn",
                source.id,
                queue.name()
            ));
        }
    }
}

/// The storage key lets in every service that writes to something under it; no key's policy has a wildcard action or an open principal.
fn keys(all: &Deployment, faults: &mut Vec<String>) {
    let mut needed = vec!["cloudwatch.amazonaws.com", "ses.amazonaws.com", "sms-voice.amazonaws.com"];
    if all.of("AWS::Events::Rule").next().is_some() {
        needed.push("events.amazonaws.com");
    }
    if all.of("AWS::SNS::Subscription").any(|subscription| subscription.text("Protocol") == "sqs") {
        needed.push("sns.amazonaws.com");
    }
    if all.of("AWS::Logs::LogGroup").any(|group| !group.at("KmsKeyId").is_null()) {
        needed.push("logs.${AWS::Region}.amazonaws.com");
    }
    for key in all.of("AWS::KMS::Key") {
        let statements = each(key.at("KeyPolicy/Statement"));
        for statement in &statements {
            if texts(&statement["Action"]).iter().any(|action| action.contains('*')) {
                faults.push(format!("{} {} allows by wildcard: name each action", key.name(), statement["Sid"]));
            }
            if statement["Principal"] == "*" || statement["Principal"]["AWS"] == "*" {
                faults.push(format!("{} {} lets everybody in: name who", key.name(), statement["Sid"]));
            }
        }
        if key.id == "StorageKey" {
            for service in &needed {
                let named = statements.iter().any(|statement| {
                    let principal = &statement["Principal"]["Service"];
                    principal == service || principal["Fn::Sub"] == *service
                });
                if !named {
                    faults.push(format!("{} does not let {service} use it: what it sends would vanish", key.name()));
                }
            }
        }
        if key.id == "DataKey" {
            data_key(all, key, &statements, faults);
        }
    }
}

/// The data key opens for the functions that hear of the table of keys, and for nobody else.
fn data_key(all: &Deployment, key: &Resource, statements: &[&Value], faults: &mut Vec<String>) {
    let opens = statements.iter().find(|statement| texts(&statement["Action"]) == ["kms:Decrypt"]);
    let mut named: Vec<&str> = opens
        .map(|statement| each(&statement["Condition"]["ArnEquals"]["aws:PrincipalArn"]))
        .unwrap_or_default()
        .into_iter()
        .filter_map(|arn| arn["Fn::Sub"].as_str()?.rsplit_once("role/firstday-${Stage}-"))
        .map(|(_, function)| function)
        .collect();
    let mut readers: Vec<&str> = all
        .functions()
        .filter(|(function, _)| !function.at("Environment/Variables/KEYS_TABLE").is_null())
        .map(|(_, folder)| folder)
        .collect();
    named.sort_unstable();
    readers.sort_unstable();
    if named != readers {
        faults.push(format!("{} opens for {named:?}, but KEYS_TABLE is declared for {readers:?}: both or neither", key.name()));
    }
}

#[test]
fn queue_topic_and_key_policies_and_lambda_permissions_name_their_senders() {
    holds(faults(&Deployment::read()));
}

#[test]
fn a_policy_that_names_nobody_is_noticed() {
    let (data, system) = ("infra/data.yaml", "template.yaml");
    notices(
        faults,
        system,
        "aws:SourceArn: !GetAtt ExtractArrived.Arn",
        "aws:SourceArn: x",
        "ExtractArrived may not send to UploadsQueue",
    );
    notices(
        faults,
        system,
        "aws:SourceArn: !Ref InboundTexts",
        "aws:PrincipalOrgID: x",
        "must name a service and where it comes from",
    );
    notices(
        faults,
        system,
        "- !Ref MessagesDeadQueue",
        "- !Ref Api",
        "MessagesDeadQueue in template.yaml takes messages without TLS",
    );
    notices(
        faults,
        system,
        "SourceArn: !Sub \"arn:${AWS::Partition}:execute-api",
        "EventSourceToken: !Sub \"arn",
        "must name one caller",
    );
    notices(
        faults,
        system,
        "FunctionName: !Ref ReceiveReply",
        "FunctionName: !Ref AdminApi",
        "TwilioTextRoute in template.yaml calls a function",
    );
    notices(
        faults,
        system,
        "Resource: !GetAtt EscalateAbsences.Arn",
        "Resource: !GetAtt SendMessage.Arn",
        "EveryMinute in template.yaml starts",
    );
    notices(
        faults,
        data,
        "Service: events.amazonaws.com",
        "Service: s3.amazonaws.com",
        "does not let events.amazonaws.com use it",
    );
    notices(faults, data, "- kms:CancelKeyDeletion", "- kms:*", "allows by wildcard");
    notices(faults, data, "role/firstday-${Stage}-send-message", "role/firstday-${Stage}-expire-records", "both or neither");
    notices(faults, "infra/watch.yaml", "Action: sns:Publish", "Action: sns:Subscribe", "allows more than sns:Publish");
}
