//! Documents: each decision has its status and its reason.

use super::{files, holds, root};

fn faults(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !text.starts_with("# ") {
        faults.push(format!("docs/decisions/{name} has no title: begin with # and the decision in one line"));
    }
    if !text.lines().any(|line| {
        ["Status: accepted", "Status: replaced by ", "Status: withdrawn"].iter().any(|status| line.starts_with(status))
    }) {
        faults.push(format!(
            "docs/decisions/{name} has no status: a line \"Status: accepted\", \"Status: replaced by …\" or \"Status: withdrawn\""
        ));
    }
    for part in ["## Why", "## What follows"] {
        if !text.contains(part) {
            faults.push(format!("docs/decisions/{name} lacks {part:?}"));
        }
    }
    faults
}

#[test]
fn each_decision_says_its_status_its_reason_and_what_follows() {
    let decisions = files(&root().join("docs/decisions"), ".md");
    assert!(decisions.len() > 5, "docs/decisions is nearly empty");
    holds(
        decisions
            .iter()
            .flat_map(|path| faults(&path.file_name().unwrap().to_string_lossy(), &std::fs::read_to_string(path).unwrap()))
            .collect(),
    );
}

#[test]
fn a_decision_without_them_is_noticed() {
    assert_eq!(faults("x.md", "Something").len(), 4);
    assert!(faults("x.md", "# A\n\nStatus: accepted\n\n## Why\n\nB\n\n## What follows\n\nC\n").is_empty());
}
