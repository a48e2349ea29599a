//! Alarms: each queue has them, each names an error that the code has, and the runbook says what to do.

use serde_json::Value;

use super::deployment::{Deployment, Resource, each};
use super::queues::takes_dead_letters;
use super::{files, holds, notices, root};

fn faults(all: &Deployment) -> Vec<String> {
    let mut faults = Vec::new();
    for queue in all.of("AWS::SQS::Queue") {
        let metric =
            if takes_dead_letters(all, queue) { "ApproximateNumberOfMessagesVisible" } else { "ApproximateAgeOfOldestMessage" };
        if !watched(all, metric, queue.at("QueueName")) {
            faults.push(format!("{} has no alarm: add one on {metric} to infra/watch.yaml", queue.name()));
        }
    }
    for (function, folder) in all.functions() {
        if !watched(all, "Errors", function.at("FunctionName")) {
            faults.push(format!("{folder} may crash unheard: add an alarm on its Errors to infra/watch.yaml"));
        }
        let log = all.referred(function.at("LoggingConfig/LogGroup")).map(|group| group.at("LogGroupName"));
        for metric in ["ErrorNames", "ErrorLines"] {
            let counted = all.of("AWS::Logs::MetricFilter").any(|filter| {
                Some(filter.at("LogGroupName")) == log && filter.text("MetricTransformations/0/MetricName") == metric
            });
            if !counted {
                faults.push(format!("{folder} logs errors that nobody counts: add a metric filter {metric} to infra/watch.yaml"));
            }
        }
    }
    let runbook = std::fs::read_to_string(root().join("docs/runbook.md")).unwrap_or_default();
    for alarm in all.of("AWS::CloudWatch::Alarm") {
        if each(alarm.at("AlarmActions"))
            .into_iter()
            .all(|action| all.referred(action).is_none_or(|topic| topic.kind != "AWS::SNS::Topic"))
        {
            faults.push(format!("{} tells nobody: AlarmActions: [!Ref Alarms]", alarm.name()));
        }
        if !runbook.contains(&format!("`{}`", alarm.id)) {
            faults.push(format!(
                "{} is not explained: say in docs/runbook.md under `{}` what it means and what to do",
                alarm.name(),
                alarm.id
            ));
        }
        if let Some(name) = error_name(alarm)
            && !code_says(name)
        {
            faults.push(format!("{} waits for {name}, which no code logs: name an error_type that the code has", alarm.name()));
        }
    }
    faults
}

/// Whether an alarm looks at a metric of the thing with this name.
fn watched(all: &Deployment, metric: &str, name: &Value) -> bool {
    all.of("AWS::CloudWatch::Alarm").any(|alarm| {
        alarm.text("MetricName") == metric
            && each(alarm.at("Dimensions")).into_iter().any(|dimension| &dimension["Value"] == name)
    })
}

fn error_name(alarm: &Resource) -> Option<&str> {
    let dimension = each(alarm.at("Dimensions")).into_iter().find(|dimension| dimension["Name"] == "error_type")?;
    dimension["Value"].as_str()
}

fn code_says(name: &str) -> bool {
    let sources = ["shared", "functions"].into_iter().flat_map(|folder| files(&root().join(folder), ".rs"));
    let quoted = format!("\"{name}\"");
    sources.into_iter().any(|path| std::fs::read_to_string(path).is_ok_and(|text| text.contains(&quoted)))
}

#[test]
fn each_queue_and_function_has_an_alarm_that_the_runbook_explains() {
    holds(faults(&Deployment::read()));
}

#[test]
fn a_missing_alarm_and_an_unknown_error_name_are_noticed() {
    let file = "infra/watch.yaml";
    notices(
        faults,
        file,
        "Value: !Sub \"firstday-${Stage}-replies-dead\"",
        "Value: x",
        "RepliesDeadQueue in template.yaml has no alarm",
    );
    notices(
        faults,
        file,
        "MetricName: ApproximateAgeOfOldestMessage",
        "MetricName: NumberOfMessagesSent",
        "UploadsQueue in template.yaml has no alarm",
    );
    notices(faults, file, "Value: KeysUnavailable", "Value: NoSuchName", "NoSuchName, which no code logs");
    notices(faults, file, "AlarmActions: [!Ref Alarms]", "AlarmActions: []", "tells nobody");
    notices(
        faults,
        file,
        "LogGroupName: !Sub \"/aws/lambda/firstday-${Stage}-send-message\"",
        "LogGroupName: x",
        "send-message logs errors",
    );
    notices(faults, file, "  UploadsDead:", "  UploadsGone:", "is not explained");
}
