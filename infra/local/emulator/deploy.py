"""Deploys the project's stacks to the emulator as to AWS, from a plan on standard input.

    {"endpoint", "region", "account", "parameters": {…},
     "stacks": [{"name", "file", "template": "the text"}, …],
     "functions": {"ingest-upload": "/path/of/its/binary", …}}

Stacks are made or updated in order. A parameter that the plan does not give is taken from an output of that name of an earlier stack.
What happens goes to standard error, a sentence a line; the last thing is one JSON object on standard output, {"error": "…"} or

    {"resources": [{"logical_id", "physical_id", "kind"}, …], "functions": {folder: {"name", "environment"}}}
"""

import concurrent.futures
import hashlib
import io
import json
import re
import sys
import time
import zipfile

import botocore.config
import botocore.exceptions
import botocore.session

import dropped
import templates

CODE_BUCKET = "firstday-function-code"
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
# CloudFormation takes a longer one from S3 only.
LONGEST_BODY = 51_200


class Refused(Exception):
    """The deployment cannot go on, with the sentence for the user."""


def main() -> int:
    plan = json.load(sys.stdin)
    try:
        answer = Deployment(plan).run()
    except (Refused, dropped.DidNotTake, templates.NotUnderstood) as refusal:
        answer = {"error": str(refusal)}
    except botocore.exceptions.ClientError as refusal:
        answer = {"error": f"The emulator refused a step of the deployment: {refusal}"}
    print(json.dumps(answer))
    return 1 if "error" in answer else 0


class Deployment:
    def __init__(self, plan: dict):
        self.plan = plan
        self.session = botocore.session.Session()
        self.made = {}
        self.outputs = {}
        self.resources = []
        self.physical = {}
        self.folders = {}

    def client(self, service: str):
        if service not in self.made:
            self.made[service] = self.session.create_client(
                service,
                region_name=self.plan["region"],
                endpoint_url=self.plan["endpoint"],
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=botocore.config.Config(
                    s3={"addressing_style": "path"}, max_pool_connections=16, retries={"max_attempts": 2}, request_checksum_calculation="when_required"
                ),
            )
        return self.made[service]

    def run(self) -> dict:
        keys = self.upload()
        for stack in self.plan["stacks"]:
            self.deploy(stack, keys)
        return {"resources": self.resources, "functions": self.describe_functions()}

    def upload(self) -> dict[str, str]:
        """Zips and uploads each function, under its content's hash. Returns the keys by folder."""
        s3 = self.client("s3")
        try:
            s3.create_bucket(Bucket=CODE_BUCKET, CreateBucketConfiguration={"LocationConstraint": self.plan["region"]})
        except s3.exceptions.BucketAlreadyOwnedByYou:
            pass
        with concurrent.futures.ThreadPoolExecutor(4) as several:
            return dict(zip(self.plan["functions"], several.map(self._upload_one, self.plan["functions"].items())))

    def _upload_one(self, function: tuple[str, str]) -> str:
        folder, binary = function
        with open(binary, "rb") as file:
            content = file.read()
        key = f"{folder}-{hashlib.sha256(content).hexdigest()[:24]}.zip"
        self.client("s3").put_object(Bucket=CODE_BUCKET, Key=key, Body=zipped(content))
        return key

    def deploy(self, stack: dict, keys: dict[str, str]) -> None:
        name, template = stack["name"], templates.read(stack["template"])
        self.folders.update({(name, logical): folder for logical, folder in templates.point_at_code(template, CODE_BUCKET, keys).items()})
        given = {**self.outputs, **self.plan["parameters"]}
        parameters = {parameter: str(given[parameter]) for parameter in template.get("Parameters", {}) if parameter in given}
        request = {
            "StackName": name,
            "Capabilities": CAPABILITIES,
            "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            **self._template_argument(name, template),
        }
        self._make_or_update(stack, request)
        physical = self.physical[name] = self._note_resources(name)
        cloudformation = self.client("cloudformation")
        described = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        self.outputs.update({output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])})
        exports = {one["Name"]: one["Value"] for page in cloudformation.get_paginator("list_exports").paginate() for one in page["Exports"]}
        dropped.set_again(
            templates.Evaluation(template, parameters, physical, exports, self.plan["region"], self.plan["account"]), self.client
        )

    def _template_argument(self, name: str, template: dict) -> dict[str, str]:
        body = json.dumps(template)
        if len(body) <= LONGEST_BODY:
            return {"TemplateBody": body}
        self.client("s3").put_object(Bucket=CODE_BUCKET, Key=f"{name}.json", Body=body.encode())
        return {"TemplateURL": f"{self.plan['endpoint']}/{CODE_BUCKET}/{name}.json"}

    def _make_or_update(self, stack: dict, request: dict) -> None:
        cloudformation, name = self.client("cloudformation"), stack["name"]
        try:
            try:
                cloudformation.create_stack(**request)
            except cloudformation.exceptions.AlreadyExistsException:
                cloudformation.update_stack(**request)
        except botocore.exceptions.ClientError as refusal:
            if "No updates are to be performed" in str(refusal):
                return
            raise Refused(f"CloudFormation refuses {stack['file']}: {refusal.response['Error']['Message']}") from refusal
        while True:
            now = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            if not now["StackStatus"].endswith("_IN_PROGRESS"):
                break
            time.sleep(0.02)
        if now["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise Refused(f"{stack['file']} did not deploy ({now['StackStatus']}). {self._reason(name) or now.get('StackStatusReason', '')}")

    def _reason(self, name: str) -> str:
        """What the stack's events say went wrong, the first cause first."""
        events = self.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
        failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED") and event.get("ResourceStatusReason")]
        # They come newest first.
        return " ".join(f"{one['LogicalResourceId']} ({one['ResourceType']}): {one['ResourceStatusReason']}" for one in reversed(failed))

    def _note_resources(self, name: str) -> dict[str, str]:
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=name)
        found = [one for page in pages for one in page["StackResourceSummaries"]]
        self.resources += [
            {"logical_id": one["LogicalResourceId"], "physical_id": one["PhysicalResourceId"], "kind": one["ResourceType"]} for one in found
        ]
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found}

    def describe_functions(self) -> dict:
        described = {}
        for (stack, logical), folder in self.folders.items():
            name = self.physical[stack][logical]
            found = self.client("lambda").get_function_configuration(FunctionName=name)
            described[folder] = {"name": name, "environment": found.get("Environment", {}).get("Variables", {})}
        return described


def zipped(binary: bytes) -> bytes:
    """A function's package. Stored, not deflated: it goes to this same machine. The date is fixed, so the same binary gives the same zip."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as archive:
        entry = zipfile.ZipInfo("bootstrap", (1980, 1, 1, 0, 0, 0))
        entry.create_system = 3
        entry.external_attr = 0o100755 << 16
        archive.writestr(entry, binary)
    return package.getvalue()


if __name__ == "__main__":
    sys.exit(main())
