"""What MiniStack's CloudFormation drops in silence, set again through the AWS APIs as the template says, and looked up afterwards."""

from templates import Evaluation


class DidNotTake(Exception):
    """The emulator took a setting and does not show it."""


def set_again(stack: Evaluation, clients) -> None:
    """Everything that the stack's template says and its deployment left out. Setting it twice is harmless."""
    for table, properties in stack.of_type("AWS::DynamoDB::Table"):
        _table(clients("dynamodb"), table, stack.value(properties))
    for bucket, properties in stack.of_type("AWS::S3::Bucket"):
        _bucket(clients("s3"), bucket, {name: stack.value(properties.get(name)) for name in ("LifecycleConfiguration", "BucketEncryption")})
    for function, properties in stack.of_type("AWS::Serverless::Function"):
        _concurrency(clients("lambda"), function, stack.value(properties.get("ReservedConcurrentExecutions")))
    for api, properties in stack.of_type("AWS::ApiGatewayV2::Api"):
        _cors(clients("apigatewayv2"), api, stack.value(properties.get("CorsConfiguration")))


def _table(dynamodb, table: str, said: dict) -> None:
    described = dynamodb.describe_table(TableName=table)["Table"]
    lifetime = said.get("TimeToLiveSpecification")
    if lifetime:
        now = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        # AWS refuses to set what is set already.
        if now.get("AttributeName") != lifetime["AttributeName"]:
            dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=lifetime)
            now = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        _check(now.get("TimeToLiveStatus") == "ENABLED", table, "TimeToLiveSpecification")
    recovery = said.get("PointInTimeRecoverySpecification")
    if recovery:
        dynamodb.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=recovery)
        now = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        _check(now["PointInTimeRecoveryStatus"] == "ENABLED", table, "PointInTimeRecoverySpecification")
    encryption = said.get("SSESpecification")
    if encryption and described.get("SSEDescription", {}).get("Status") != "ENABLED":
        renamed = {("Enabled" if name == "SSEEnabled" else name): value for name, value in encryption.items()}
        dynamodb.update_table(TableName=table, SSESpecification=renamed)
        now = dynamodb.describe_table(TableName=table)["Table"].get("SSEDescription", {})
        _check(now.get("Status") == "ENABLED", table, "SSESpecification")


def _bucket(s3, bucket: str, said: dict) -> None:
    lifecycle = said["LifecycleConfiguration"]
    if lifecycle:
        rules = [_lifecycle_rule(rule) for rule in lifecycle["Rules"]]
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
        now = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
        _check(len(now) == len(rules), bucket, "LifecycleConfiguration")
    encryption = said["BucketEncryption"]
    if encryption:
        rules = [
            {"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"], "BucketKeyEnabled": rule.get("BucketKeyEnabled", False)}
            for rule in encryption["ServerSideEncryptionConfiguration"]
        ]
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})
        now = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        _check(now[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms", bucket, "BucketEncryption")


def _lifecycle_rule(rule: dict) -> dict:
    """CloudFormation's spelling of a rule in the API's."""
    spelt = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "Id" in rule:
        spelt["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        spelt["Expiration"] = {"Days": int(rule["ExpirationInDays"])}
    if "NoncurrentVersionExpiration" in rule:
        spelt["NoncurrentVersionExpiration"] = {"NoncurrentDays": int(rule["NoncurrentVersionExpiration"]["NoncurrentDays"])}
    if "AbortIncompleteMultipartUpload" in rule:
        spelt["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": int(rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"])}
    return spelt


def _concurrency(functions, function: str, most) -> None:
    if most is None:
        return
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=int(most))
    now = functions.get_function_concurrency(FunctionName=function).get("ReservedConcurrentExecutions")
    _check(now == int(most), function, "ReservedConcurrentExecutions")


def _cors(gateway, api: str, said: dict | None) -> None:
    if said is None:
        return
    gateway.update_api(ApiId=api, CorsConfiguration=said)
    _check(gateway.get_api(ApiId=api).get("CorsConfiguration") is not None, api, "CorsConfiguration")


def _check(took: bool, resource: str, setting: str) -> None:
    if not took:
        raise DidNotTake(f"The emulator took {setting} of {resource} and does not show it.")
