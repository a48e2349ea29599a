//! Queues: each has a dead-letter queue, a consumer that hands back single messages, time enough, and is encrypted.

use serde_json::Value;

use super::deployment::{Deployment, Resource, each, entries, texts};
use super::{holds, notices};

const QUEUE: &str = "AWS::SQS::Queue";

/// Whether a queue takes what another queue, or a stream, could not get rid of.
pub(super) fn takes_dead_letters(all: &Deployment, queue: &Resource) -> bool {
    let of_queues = all.of(QUEUE).map(|other| other.at("RedrivePolicy/deadLetterTargetArn"));
    let of_streams = mappings(all).map(|(_, mapping)| &mapping["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]);
    of_queues.chain(of_streams).any(|target| all.referred(target).is_some_and(|target| target.id == queue.id))
}

/// What feeds functions, each with its function.
fn mappings(all: &Deployment) -> impl Iterator<Item = (&Resource, &Value)> {
    all.functions().flat_map(|(function, _)| entries(function.at("Events")).map(move |(_, event)| (function, event)))
}

fn faults(all: &Deployment) -> Vec<String> {
    let mut faults = Vec::new();
    for queue in all.of(QUEUE) {
        let name = queue.name();
        if all.referred(queue.at("KmsMasterKeyId")).is_none_or(|key| key.kind != "AWS::KMS::Key") {
            faults.push(format!("{name} is not encrypted under the storage key: give it KmsMasterKeyId"));
        }
        if takes_dead_letters(all, queue) {
            continue;
        }
        if all.referred(queue.at("RedrivePolicy/deadLetterTargetArn")).is_none_or(|target| target.kind != QUEUE) {
            faults.push(format!("{name} has no dead-letter queue: give it a RedrivePolicy to a queue in the same template"));
        }
        let consumers: Vec<_> = mappings(all)
            .filter(|(_, event)| all.referred(&event["Properties"]["Queue"]).is_some_and(|consumed| consumed.id == queue.id))
            .collect();
        if consumers.is_empty() {
            faults.push(format!("{name} has no consumer: give a function an SQS event of it, or take the queue out"));
        }
        let visible = queue.at("VisibilityTimeout").as_i64().unwrap_or(30);
        for (function, _) in &consumers {
            let timeout = all.of_function(function, "Timeout").as_i64().unwrap_or(3);
            if visible < 6 * timeout {
                faults.push(format!(
                    "{name} shows a message again after {visible} s, but {} may work for {timeout} s: at least {} s",
                    function.id,
                    6 * timeout
                ));
            }
        }
    }
    for (function, event) in mappings(all) {
        if !texts(&event["Properties"]["FunctionResponseTypes"]).contains(&"ReportBatchItemFailures") {
            faults.push(format!(
                "{} fails whole batches: give each of its events FunctionResponseTypes: [ReportBatchItemFailures]",
                function.id
            ));
        }
        let is_stream = event["Type"] == "DynamoDB";
        if is_stream && all.referred(&event["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]).is_none() {
            faults.push(format!(
                "{} has a stream that one bad record stops for a day: give it DestinationConfig.OnFailure",
                function.id
            ));
        }
        if is_stream && each(&event["Properties"]["FilterCriteria"]["Filters"]).is_empty() {
            faults.push(format!("{} hears of every write to a stream: give it FilterCriteria for deletions by age", function.id));
        }
    }
    faults
}

#[test]
fn each_queue_has_a_dead_letter_queue_a_consumer_partial_batches_and_time_enough() {
    holds(faults(&Deployment::read()));
}

#[test]
fn a_queue_without_one_of_them_is_noticed() {
    notices(
        faults,
        "template.yaml",
        "deadLetterTargetArn: !GetAtt RepliesDeadQueue.Arn",
        "deadLetterTargetArn: x",
        "has no dead-letter queue",
    );
    notices(
        faults,
        "template.yaml",
        "Queue: !GetAtt MessagesQueue.Arn",
        "Queue: !GetAtt RepliesQueue.Arn",
        "MessagesQueue in template.yaml has no consumer",
    );
    notices(
        faults,
        "template.yaml",
        "FunctionResponseTypes: [ReportBatchItemFailures]",
        "MaximumBatchingWindowInSeconds: 0",
        "fails whole batches",
    );
    notices(faults, "template.yaml", "VisibilityTimeout: 180", "VisibilityTimeout: 179", "at least 180 s");
    notices(faults, "template.yaml", "KmsMasterKeyId:", "KmsDataKeyReusePeriodSeconds:", "is not encrypted");
    notices(faults, "template.yaml", "FilterCriteria:", "Tags:", "hears of every write");
}
