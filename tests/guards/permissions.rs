//! Roles: one a function, no wildcard action, wildcard resources only where listed, tables as declared in the environment.

use serde_json::Value;

use super::deployment::{Deployment, Resource, each, texts, texts_within};
use super::{holds, notices};

/// Where a role may name more than one thing at once: role, statement, the reason.
const WILDCARDS: [(&str, &str, &str); 8] = [
    ("AdminApiRole", "HearRecordings", "objects of one prefix: a recording has no ARN before somebody speaks"),
    ("AdminApiRole", "ReadReports", "objects of one prefix: one school's report has no ARN before it is written"),
    ("AdminApiRole", "SignUploads", "objects of one prefix: a file has no ARN before it is uploaded"),
    ("IngestUploadRole", "ReadExtracts", "objects of one prefix: a file has no ARN before it is uploaded"),
    ("IngestUploadRole", "WriteReports", "objects of one prefix: a report has no ARN before it is written"),
    ("ReceiveReplyRole", "KeepRecordings", "objects of one prefix: a recording has no ARN before somebody speaks"),
    ("ReceiveReplyRole", "Mail", "objects of one prefix: an email has no ARN before it is received"),
    ("SendMessageRole", "SendTexts", "a telephone number has no ARN; the statement after it refuses every topic"),
];

/// The statements of all roles, each with its role.
fn statements(all: &Deployment) -> impl Iterator<Item = (&Resource, &Value)> {
    all.of("AWS::IAM::Role").flat_map(|role| {
        each(role.at("Policies"))
            .into_iter()
            .flat_map(|policy| each(&policy["PolicyDocument"]["Statement"]))
            .map(move |statement| (role, statement))
    })
}

fn faults(all: &Deployment) -> Vec<String> {
    let mut faults = Vec::new();
    let mut used = Vec::new();
    for (role, statement) in statements(all) {
        let (id, sid) = (&role.id, statement["Sid"].as_str().unwrap_or_default());
        if sid.is_empty() {
            faults.push(format!("{} has a statement without a name: give it a Sid", role.name()));
        }
        if statement["Effect"] == "Deny" {
            continue;
        }
        if !statement["NotAction"].is_null() || !statement["NotResource"].is_null() {
            faults.push(format!("{id} {sid} allows by what it leaves out: name actions and resources"));
        }
        for action in texts(&statement["Action"]).into_iter().filter(|action| action.contains('*')) {
            faults.push(format!("{id} {sid} allows {action}: name each action"));
        }
        let mut resources = Vec::new();
        texts_within(&statement["Resource"], &mut resources);
        if resources.iter().any(|resource| resource.contains('*')) {
            used.push((id.as_str(), sid));
            if !WILDCARDS.iter().any(|(role, statement, _)| (*role, *statement) == (id.as_str(), sid)) {
                faults
                    .push(format!("{id} {sid} names more than one resource: name them, or list it in WILDCARDS with the reason"));
            }
        }
    }
    for (role, statement, _) in WILDCARDS {
        if !used.contains(&(role, statement)) {
            faults.push(format!("{role} {statement} has no wildcard any more: take it out of WILDCARDS"));
        }
    }
    for role in all.of("AWS::IAM::Role") {
        if !role.at("ManagedPolicyArns").is_null() {
            faults.push(format!("{} takes a managed policy, which AWS changes: write its statements out", role.name()));
        }
        let may = |action: &str| {
            statements(all).any(|(of, statement)| of.id == role.id && texts(&statement["Action"]).contains(&action))
        };
        if may("s3:GetObject") && !may("s3:ListBucket") {
            faults.push(format!("{} reads objects and may not list them: S3 would call a missing one forbidden", role.name()));
        }
    }
    own_roles(all, &mut faults);
    for (function, folder) in all.functions() {
        tables(all, function, folder, &mut faults);
    }
    faults
}

fn own_roles(all: &Deployment, faults: &mut Vec<String>) {
    let mut taken = Vec::new();
    for (function, folder) in all.functions() {
        let Some(role) = all.referred(function.at("Role")) else {
            faults.push(format!("{} has no role of its own: Role: !GetAtt {}Role.Arn", function.name(), function.id));
            continue;
        };
        if taken.contains(&&role.id) {
            faults.push(format!("{} shares {} with another function: one role a function", function.name(), role.id));
        }
        taken.push(&role.id);
        // The data key's policy names the roles by these names, since the key is there before they are.
        if role.at("RoleName/Fn::Sub") != &format!("firstday-${{Stage}}-{folder}") {
            faults.push(format!("{} must be named firstday-${{Stage}}-{folder}: the data key's policy knows it so", role.name()));
        }
        let trusted = each(role.at("AssumeRolePolicyDocument/Statement"));
        if trusted.len() != 1 || !trusted.iter().all(|statement| statement["Principal"]["Service"] == "lambda.amazonaws.com") {
            faults.push(format!("{} may be taken by others than Lambda", role.name()));
        }
    }
}

/// The tables that a function hears of are the tables that its role names.
fn tables(all: &Deployment, function: &Resource, folder: &str, faults: &mut Vec<String>) {
    let Some(role) = all.referred(function.at("Role")) else { return };
    let mut declared: Vec<&str> = super::deployment::entries(function.at("Environment/Variables"))
        .filter_map(|(_, value)| all.referred(value))
        .filter(|resource| resource.kind == "AWS::DynamoDB::Table")
        .map(|table| table.id.as_str())
        .collect();
    let mut named: Vec<&str> = statements(all)
        .filter(|(of, statement)| of.id == role.id && texts(&statement["Action"]).iter().any(|action| is_on_a_table(action)))
        .flat_map(|(_, statement)| each(&statement["Resource"]))
        .filter_map(|resource| all.referred(resource).or_else(|| all.referred(&resource["Fn::Join"][1][0])))
        .map(|table| table.id.as_str())
        .collect();
    declared.sort_unstable();
    named.sort_unstable();
    named.dedup();
    if declared != named {
        faults
            .push(format!("{folder} hears of {declared:?} in its environment, but {} names {named:?}: both or neither", role.id));
    }
}

fn is_on_a_table(action: &str) -> bool {
    const OF_STREAMS: [&str; 4] =
        ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"];
    action.starts_with("dynamodb:") && !OF_STREAMS.contains(&action)
}

#[test]
fn each_function_has_a_role_of_its_own_with_no_wildcard_that_is_not_listed() {
    holds(faults(&Deployment::read()));
}

#[test]
fn a_role_that_may_too_much_is_noticed() {
    let file = "template.yaml";
    notices(faults, file, "- dynamodb:PutItem", "- dynamodb:*", "allows dynamodb:*: name each action");
    notices(
        faults,
        file,
        "Resource: !GetAtt UploadsQueue.Arn\n              - Sid",
        "Resource: \"*\"\n              - Sid",
        "names more than one resource",
    );
    notices(
        faults,
        file,
        "Action: sns:Publish\n                Resource: \"*\"",
        "Action: sns:Publish\n                Resource: x",
        "take it out of WILDCARDS",
    );
    notices(faults, file, "Role: !GetAtt AdminApiRole.Arn", "Role: !GetAtt SendMessageRole.Arn", "shares SendMessageRole");
    notices(faults, file, "AUDIT_TABLE:", "AUDIT:\n            Ref: Api\n          NOT_A_TABLE: x #", "both or neither");
    notices(
        faults,
        file,
        "RoleName: !Sub \"firstday-${Stage}-admin-api\"",
        "RoleName: admin",
        "the data key's policy knows it so",
    );
    notices(faults, file, "Action: s3:ListBucket", "Action: s3:PutObject", "S3 would call a missing one forbidden");
    notices(faults, file, "      Policies:\n", "      ManagedPolicyArns: [x]\n      Policies:\n", "managed policy");
}
