//! Functions: each folder is in the template and back, with its crate, its log, and real events.

use super::deployment::Deployment;
use super::{files, folders, holds, notices, root};

fn faults(all: &Deployment) -> Vec<String> {
    let mut faults = Vec::new();
    let functions = folders(&root().join("functions"));
    for folder in &functions {
        if !all.functions().any(|(_, declared)| declared == folder) {
            faults.push(format!(
                "functions/{folder} is not in template.yaml: add an AWS::Serverless::Function with CodeUri: functions/{folder}"
            ));
        }
        let manifest = std::fs::read_to_string(root().join("functions").join(folder).join("Cargo.toml")).unwrap_or_default();
        if !manifest.contains(&format!("name = \"{folder}\"")) {
            faults.push(format!("functions/{folder} holds a crate of another name: the binary is found by the folder's"));
        }
        let events = files(&root().join("events").join(folder), ".json");
        if events.is_empty() {
            faults.push(format!("functions/{folder} has no event: put a real one into events/{folder}/"));
        }
        for path in events {
            let text = std::fs::read_to_string(&path).unwrap();
            if let Err(error) = serde_json::from_str::<serde_json::Value>(&text) {
                faults.push(format!("{} is no JSON: {error}", path.display()));
            }
        }
    }
    for folder in folders(&root().join("events")) {
        if !functions.contains(&folder) {
            faults.push(format!("events/{folder} belongs to no function: rename it, or take it out"));
        }
    }
    for (function, folder) in all.functions() {
        let name = function.name();
        if !functions.iter().any(|known| known == folder) {
            faults.push(format!("{name} has its code in {}, which is not in the tree", function.text("CodeUri")));
        }
        if function.whole["Metadata"]["BuildMethod"] != "rust-cargolambda" {
            faults.push(format!("{name} cannot be built by sam: Metadata: BuildMethod: rust-cargolambda"));
        }
        if all.of_function(function, "Architectures")[0]["Ref"] != "Architecture" {
            faults.push(format!("{name} must run on !Ref Architecture"));
        }
        let expected = format!("firstday-${{Stage}}-{folder}");
        if function.at("FunctionName/Fn::Sub") != &expected {
            faults.push(format!("{name} must be called {expected}"));
        }
        let log = all.referred(function.at("LoggingConfig/LogGroup"));
        if log.is_none_or(|log| log.at("LogGroupName/Fn::Sub") != &format!("/aws/lambda/{expected}")) {
            faults.push(format!(
                "{name} makes its own log, which is kept for ever: give it LoggingConfig.LogGroup /aws/lambda/{expected}"
            ));
        }
    }
    faults
}

#[test]
fn each_function_of_the_tree_is_in_the_template_and_back_and_has_events() {
    holds(faults(&Deployment::read()));
}

#[test]
fn a_function_that_stands_on_one_side_only_is_noticed() {
    let file = "template.yaml";
    notices(
        faults,
        file,
        "CodeUri: functions/admin-api",
        "CodeUri: functions/admin",
        "functions/admin-api is not in template.yaml",
    );
    notices(faults, file, "CodeUri: functions/admin-api", "CodeUri: functions/admin", "which is not in the tree");
    notices(faults, file, "LogGroup: !Ref SendMessageLog", "LogGroup: !Ref AdminApiLog", "makes its own log");
    notices(faults, file, "BuildMethod: rust-cargolambda", "BuildMethod: makefile", "cannot be built by sam");
}
