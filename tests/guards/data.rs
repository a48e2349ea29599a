//! What holds data: encrypted, expiring, recoverable, and not deleted with its stack.

use serde_json::Value;

use super::deployment::{Deployment, Resource, each, texts};
use super::{holds, notices};

/// The types whose deletion would lose data, and stay when their stack goes.
const HOLDERS: [&str; 6] = [
    "AWS::Cognito::UserPool",
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
    "AWS::S3::Bucket",
    "AWS::SES::EmailIdentity",
    "AWS::SecretsManager::Secret",
];

/// How long files live, in days, by prefix.
const LIVES: [(&str, i64); 3] = [("schools/", 7), ("reports/", 30), ("exports/", 7)];

fn faults(all: &Deployment) -> Vec<String> {
    let mut faults = Vec::new();
    for holder in all.resources.iter().filter(|resource| HOLDERS.contains(&resource.kind.as_str())) {
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            if holder.whole[policy] != "Retain" {
                faults.push(format!("{} goes when its stack goes: give it {policy}: Retain", holder.name()));
            }
        }
    }
    all.of("AWS::DynamoDB::Table").for_each(|table| table_faults(all, table, &mut faults));
    all.of("AWS::S3::Bucket").for_each(|bucket| bucket_faults(all, bucket, &mut faults));
    for key in all.of("AWS::KMS::Key") {
        if key.at("EnableKeyRotation") != true {
            faults.push(format!("{} never rotates: give it EnableKeyRotation: true", key.name()));
        }
    }
    for pool in all.of("AWS::Cognito::UserPool") {
        if pool.text("MfaConfiguration") != "ON" {
            faults.push(format!("{} lets staff in with a password alone: MfaConfiguration: \"ON\"", pool.name()));
        }
        if pool.at("AdminCreateUserConfig/AllowAdminCreateUserOnly") != true {
            faults.push(format!("{} lets anybody sign up: AllowAdminCreateUserOnly: true", pool.name()));
        }
    }
    for group in all.of("AWS::Logs::LogGroup") {
        if group.at("RetentionInDays").is_null() || all.referred(group.at("KmsKeyId")).is_none() {
            faults.push(format!("{} is kept for ever or in the clear: give it RetentionInDays and KmsKeyId", group.name()));
        }
    }
    faults
}

fn table_faults(all: &Deployment, table: &Resource, faults: &mut Vec<String>) {
    let name = table.name();
    let key = all.referred(table.at("SSESpecification/KMSMasterKeyId"));
    if table.at("SSESpecification/SSEEnabled") != true || table.text("SSESpecification/SSEType") != "KMS" || key.is_none() {
        faults.push(format!("{name} is not encrypted under a key of ours: give it SSESpecification with KMSMasterKeyId"));
    }
    if table.text("TimeToLiveSpecification/AttributeName") != "expires_at" || table.at("TimeToLiveSpecification/Enabled") != true
    {
        faults.push(format!("{name} keeps things for ever: give it TimeToLiveSpecification on expires_at"));
    }
    if table.at("PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled") != true {
        faults.push(format!("{name} cannot be restored: give it PointInTimeRecoverySpecification"));
    }
    if table.id == "KeysTable" && table.at("PointInTimeRecoverySpecification/RecoveryPeriodInDays") != 7 {
        faults
            .push(format!("{name} keeps deleted keys for long: RecoveryPeriodInDays: 7, so that shredding is over after a week"));
    }
    if table.at("DeletionProtectionEnabled")["Ref"] != "DeletionProtection" {
        faults.push(format!("{name} can be deleted: DeletionProtectionEnabled: !Ref DeletionProtection"));
    }
    if table.text("BillingMode") != "PAY_PER_REQUEST" {
        faults.push(format!("{name} has a fixed capacity, and a morning comes all at once: BillingMode: PAY_PER_REQUEST"));
    }
}

fn bucket_faults(all: &Deployment, bucket: &Resource, faults: &mut Vec<String>) {
    let name = bucket.name();
    for block in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
        if bucket.at(&format!("PublicAccessBlockConfiguration/{block}")) != true {
            faults.push(format!("{name} could be opened to the world: {block}: true"));
        }
    }
    let encryption = &bucket.at("BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault");
    if encryption["SSEAlgorithm"] != "aws:kms" || all.referred(&encryption["KMSMasterKeyID"]).is_none() {
        faults.push(format!("{name} is not encrypted under a key of ours: give it BucketEncryption with KMSMasterKeyID"));
    }
    for (prefix, days) in LIVES {
        let lives = each(bucket.at("LifecycleConfiguration/Rules"))
            .into_iter()
            .any(|rule| rule["Prefix"] == prefix && rule["ExpirationInDays"] == days && rule["Status"] == "Enabled");
        if !lives {
            faults.push(format!("{name} keeps {prefix} for longer than {days} days: give it a lifecycle rule"));
        }
    }
    if bucket.at("NotificationConfiguration/EventBridgeConfiguration/EventBridgeEnabled") != true {
        faults.push(format!("{name} announces no uploads: EventBridgeEnabled: true"));
    }
    let only_tls = all.of("AWS::S3::BucketPolicy").any(|policy| {
        all.referred(policy.at("Bucket")).is_some_and(|of| of.id == bucket.id)
            && each(policy.at("PolicyDocument/Statement")).into_iter().any(refuses_plain_text)
    });
    if !only_tls {
        faults.push(format!("{name} can be read without TLS: give it a policy that denies where aws:SecureTransport is false"));
    }
}

/// Whether a statement denies everything that comes without TLS.
pub(super) fn refuses_plain_text(statement: &Value) -> bool {
    statement["Effect"] == "Deny"
        && statement["Principal"] == "*"
        && texts(&statement["Action"]).iter().all(|action| action.ends_with(":*"))
        && statement["Condition"]["Bool"]["aws:SecureTransport"] == "false"
}

#[test]
fn each_table_is_encrypted_expires_and_can_be_restored_and_what_holds_data_stays() {
    holds(faults(&Deployment::read()));
}

#[test]
fn a_table_or_bucket_without_one_of_them_is_noticed() {
    let data = "infra/data.yaml";
    notices(faults, data, "SSEType: KMS", "SSEType: AES256", "is not encrypted");
    notices(faults, data, "AttributeName: expires_at", "AttributeName: ttl", "keeps things for ever");
    notices(faults, data, "PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false", "cannot be restored");
    notices(faults, data, "RecoveryPeriodInDays: 7", "RecoveryPeriodInDays: 35", "shredding");
    notices(
        faults,
        data,
        "DeletionProtectionEnabled: !Ref DeletionProtection",
        "DeletionProtectionEnabled: false",
        "can be deleted",
    );
    notices(faults, data, "UpdateReplacePolicy: Retain", "Metadata: {}", "UpdateReplacePolicy: Retain");
    notices(faults, data, "ExpirationInDays: 30", "ExpirationInDays: 31", "reports/");
    notices(faults, data, "BlockPublicPolicy: true", "BlockPublicPolicy: false", "opened to the world");
    notices(faults, data, "aws:SecureTransport: \"false\"", "aws:SecureTransport: \"true\"", "without TLS");
    notices(faults, "infra/identity.yaml", "MfaConfiguration: \"ON\"", "MfaConfiguration: OPTIONAL", "password alone");
    notices(faults, "template.yaml", "RetentionInDays: !If [IsProduction, 90, 14]", "Tags: []", "kept for ever");
}
