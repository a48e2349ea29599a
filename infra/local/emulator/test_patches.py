"""Shows for each patch that stock MiniStack lacks it and that the patched one has it.

Two emulators run beside each other, stock and patched, and are asked the same. Where a test fails at "stock", MiniStack has learnt the
thing: its patch can go, and the test with it.
"""

import concurrent.futures
import io
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import zipfile

import botocore.config
import botocore.exceptions
import botocore.session

import patches

HERE = pathlib.Path(__file__).parent
REGION = "eu-west-2"
EVERYBODY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}

BOOTSTRAP = f"""#!{sys.executable}
import json, os, time, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    asked = urllib.request.urlopen(api + "next")
    answer = json.dumps({{"time": time.time(), "variables": sorted(os.environ)}}).encode()
    asked.read()
    urllib.request.urlopen(urllib.request.Request(api + asked.headers["Lambda-Runtime-Aws-Request-Id"] + "/response", data=answer))
"""

# The stock reaper takes up to a minute; what it does then is seen by calling it, for one turn.
STOCK_REAPER = """
import json, time
import ministack.services.dynamodb as dynamodb
dynamodb._create_table({"TableName": "expiring", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}})
dynamodb._update_ttl({"TableName": "expiring", "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True}})
dynamodb._put_item({"TableName": "expiring", "Item": {"pk": {"S": "old"}, "expires_at": {"N": "1"}}})
class Time:
    time = staticmethod(time.time)
    turns = 0
    def sleep(self, seconds):
        if self.turns:
            raise KeyboardInterrupt
        self.turns = 1
dynamodb.time = Time()
try:
    dynamodb._ttl_reaper()
except KeyboardInterrupt:
    pass
print(json.dumps([dynamodb._tables["expiring"]["ItemCount"], [record["eventName"] for record in dynamodb._stream_records["expiring"]]]))
"""


class Emulator:
    """One running MiniStack and clients for it."""

    def __init__(self, patched: bool, movable_clock: bool = False):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="firstday-patches-"))
        if patched:
            (self.directory / "clock").write_text("+0000000000.000\n")
            command = [sys.executable, str(HERE / "start.py"), str(self.directory), REGION] + ["--movable-clock"] * movable_clock
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            port = json.loads(self.process.stdout.readline())["port"]
        else:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            # What start.py gives it, and one variable more.
            environment = {**patches.environment(self.directory, port, REGION), "NOBODY_DECLARED": "this"}
            (self.directory / "tmp").mkdir()
            with open(self.directory / "log", "wb") as log:
                command = [sys.executable, "-m", "ministack.app"]
                self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log)
        self.endpoint = f"http://127.0.0.1:{port}"
        while True:
            try:
                self.get("/_ministack/health")
                break
            except urllib.error.URLError:
                time.sleep(0.02)
        self.lambda_function()

    def get(self, path: str) -> bytes:
        try:
            return urllib.request.urlopen(self.endpoint + path, timeout=30).read()
        except urllib.error.HTTPError as refused:
            return refused.read()

    def raw(self, service: str, target: str, body: dict) -> dict:
        authorization = f"AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=0"
        headers = {"Authorization": authorization, "X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0"}
        asked = urllib.request.Request(self.endpoint, json.dumps(body).encode(), headers)
        return json.loads(urllib.request.urlopen(asked, timeout=30).read())

    def client(self, service: str, keys: dict | None = None):
        keys = keys or {"AccessKeyId": "test", "SecretAccessKey": "test", "SessionToken": None}
        return botocore.session.Session().create_client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            config=botocore.config.Config(retries={"max_attempts": 0}),
        )

    def as_role(self, service: str, name: str, statement: dict):
        """A client that may do what the statement says."""
        iam = self.client("iam")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(EVERYBODY))["Role"]["Arn"]
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        return self.client(service, self.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"])

    def table(self, name: str, **more):
        self.client("dynamodb").create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            **more,
        )

    def lambda_function(self):
        role = self.client("iam").create_role(RoleName="function", AssumeRolePolicyDocument=json.dumps(EVERYBODY))["Role"]["Arn"]
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            entry = zipfile.ZipInfo("bootstrap")
            entry.external_attr = 0o100755 << 16
            archive.writestr(entry, BOOTSTRAP)
        self.client("lambda").create_function(
            FunctionName="f", Runtime="provided.al2023", Handler="bootstrap", Role=role, Code={"ZipFile": package.getvalue()},
            Environment={"Variables": {"DECLARED": "that"}},
        )

    def invoke(self) -> dict:
        return json.loads(self.client("lambda").invoke(FunctionName="f")["Payload"].read())

    def stop(self):
        self.process.stdin.close()
        if self.process.stdout is None:
            self.process.terminate()
        else:
            self.process.stdout.close()
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


def denied(call, **arguments) -> bool:
    try:
        call(**arguments)
    except botocore.exceptions.ClientError as refusal:
        if "AccessDenied" in refusal.response["Error"]["Code"]:
            return True
        raise
    return False


class Patches(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with concurrent.futures.ThreadPoolExecutor() as both:
            cls.stock, cls.patched = both.map(Emulator, (False, True))

    @classmethod
    def tearDownClass(cls):
        cls.stock.stop()
        cls.patched.stop()

    def compare(self, look, stock, patched):
        self.assertEqual(look(self.stock), stock, "stock MiniStack has changed: this patch can go, or has to be thought over")
        self.assertEqual(look(self.patched), patched, "the patch does not do what it is for")

    def test_an_expired_item_reaches_the_stream(self):
        stock = subprocess.run([sys.executable, "-c", STOCK_REAPER], stdout=subprocess.PIPE, check=True, cwd=self.stock.directory)
        self.assertEqual(json.loads(stock.stdout.splitlines()[-1]), [0, ["INSERT"]], "stock MiniStack has changed: this patch can go")

        self.patched.table("expiring", StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})
        dynamodb = self.patched.client("dynamodb")
        dynamodb.update_time_to_live(TableName="expiring", TimeToLiveSpecification={"AttributeName": "expires_at", "Enabled": True})
        for name, expires_at in (("old", "1"), ("new", str(int(time.time()) + 1000)), ("odd", None)):
            lifetime = {"expires_at": {"N": expires_at}} if expires_at else {"expires_at": {"S": "never"}}
            dynamodb.put_item(TableName="expiring", Item={"pk": {"S": name}, **lifetime})
        deadline = time.monotonic() + 10
        while dynamodb.scan(TableName="expiring")["Count"] > 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        streams = self.patched.client("dynamodbstreams")
        stream = dynamodb.describe_table(TableName="expiring")["Table"]["LatestStreamArn"]
        shard = streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"][0]["ShardId"]
        start = streams.get_shard_iterator(StreamArn=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        # As a function gets it: botocore would drop what it spells otherwise.
        records = self.patched.raw("dynamodb", "DynamoDBStreams_20120810.GetRecords", {"ShardIterator": start})["Records"]
        seen = [(one["dynamodb"]["Keys"]["pk"]["S"], one.get("userIdentity")) for one in records if one["eventName"] == "REMOVE"]
        self.assertEqual(seen, [("old", {"type": "Service", "principalId": "dynamodb.amazonaws.com"})])

    def test_a_warm_invoke_is_quick(self):
        def quickest(emulator):
            emulator.invoke()
            took, functions = [], emulator.client("lambda")
            for _ in range(8):
                began = time.monotonic()
                functions.invoke(FunctionName="f")["Payload"].read()
                took.append(time.monotonic() - began)
            return min(took)

        self.assertGreater(quickest(self.stock), 0.045, "stock MiniStack has become quick: this patch can go")
        self.assertLess(quickest(self.patched), 0.040)

    def test_encryption_context_is_a_condition(self):
        def look(emulator):
            key = emulator.client("kms").create_key()["KeyMetadata"]["Arn"]
            sealed = {
                purpose: emulator.client("kms").encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"purpose": purpose})["CiphertextBlob"]
                for purpose in ("roll", "bodies")
            }
            condition = {"StringEquals": {"kms:EncryptionContext:purpose": "roll"}}
            kms = emulator.as_role("kms", "sealed", {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key, "Condition": condition})
            return {purpose: denied(kms.decrypt, CiphertextBlob=blob, EncryptionContext={"purpose": purpose}) for purpose, blob in sealed.items()}

        self.compare(look, stock={"roll": True, "bodies": True}, patched={"roll": False, "bodies": True})

    def test_leading_keys_are_a_condition(self):
        def look(emulator):
            emulator.table("keyed")
            condition = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["mine"]}}
            dynamodb = emulator.as_role("dynamodb", "keyed", {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*", "Condition": condition})
            seen = {}
            for name in ("mine", "theirs"):
                key = {"pk": {"S": name}}
                seen[name] = [
                    denied(dynamodb.get_item, TableName="keyed", Key=key),
                    denied(dynamodb.put_item, TableName="keyed", Item=key),
                    denied(dynamodb.batch_get_item, RequestItems={"keyed": {"Keys": [key]}}),
                    denied(dynamodb.batch_write_item, RequestItems={"keyed": [{"PutRequest": {"Item": key}}]}),
                    denied(dynamodb.transact_write_items, TransactItems=[{"Put": {"TableName": "keyed", "Item": key}}]),
                    denied(dynamodb.query, TableName="keyed", KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": name}}),
                ]
            return seen

        self.compare(look, stock={"mine": [False] * 6, "theirs": [False] * 6}, patched={"mine": [False] * 6, "theirs": [True] * 6})

    def test_a_session_goes_by_its_role(self):
        def look(emulator):
            root, role = "arn:aws:iam::000000000000:root", "arn:aws:iam::000000000000:role/holder"
            everything = {"Effect": "Allow", "Principal": {"AWS": root}, "Resource": "*"}
            policy = {"Version": "2012-10-17", "Statement": [
                {**everything, "Action": ["kms:CreateKey", "kms:PutKeyPolicy", "kms:DescribeKey"]},
                {**everything, "Action": "kms:GenerateDataKey", "Condition": {"ArnEquals": {"aws:PrincipalArn": role}}},
            ]}
            key = emulator.client("kms").create_key(Policy=json.dumps(policy))["KeyMetadata"]["Arn"]
            allowed = {"Effect": "Allow", "Action": "kms:GenerateDataKey", "Resource": key}
            holders = [emulator.as_role("kms", name, allowed) for name in ("holder", "stranger")]
            return [denied(kms.generate_data_key, KeyId=key, KeySpec="AES_256") for kms in holders]

        self.compare(look, stock=[True, True], patched=[False, True])

    def test_mail_is_sent_as_an_identity(self):
        def look(emulator):
            emulator.client("sesv2").create_email_identity(EmailIdentity="example.com")
            emulator.client("sesv2").create_email_identity(EmailIdentity="example.org")
            identity = f"arn:aws:ses:{REGION}:000000000000:identity/example.com"
            mail = emulator.as_role("sesv2", "mailer", {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": identity})
            content = {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "b"}}}}
            to = {"ToAddresses": ["parent@example.com"]}
            senders = ("The school <absence@example.com>", "absence@example.org")
            return [denied(mail.send_email, FromEmailAddress=sender, Destination=to, Content=content) for sender in senders]

        self.compare(look, stock=[True, True], patched=[False, True])

    def test_a_batch_needs_what_one_message_needs(self):
        def look(emulator):
            url = emulator.client("sqs").create_queue(QueueName="batched")["QueueUrl"]
            arn = f"arn:aws:sqs:{REGION}:000000000000:batched"
            sqs = emulator.as_role("sqs", "sender", {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arn})
            return denied(sqs.send_message_batch, QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "b"}])

        self.compare(look, stock=True, patched=False)

    def test_the_loopback_stands_in_for_tls(self):
        def look(emulator):
            plain = {"Bool": {"aws:SecureTransport": "false"}}
            emulator.client("s3").create_bucket(Bucket="tls-only", CreateBucketConfiguration={"LocationConstraint": REGION})
            statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::tls-only", "arn:aws:s3:::tls-only/*"]}
            policy = {"Version": "2012-10-17", "Statement": [{**statement, "Condition": plain}]}
            emulator.client("s3").put_bucket_policy(Bucket="tls-only", Policy=json.dumps(policy))
            s3 = emulator.as_role("s3", "putter", {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::tls-only/*"})
            return denied(s3.put_object, Bucket="tls-only", Key="k", Body=b"")

        self.compare(look, stock=True, patched=False)

    def test_schedules_are_prompt(self):
        # Waiting for one would take a minute.
        probe = "from ministack.services import eventbridge as e, scheduler as s; print(s._SCHEDULE_TICK_INTERVAL, e._SCHEDULER_TICK_INTERVAL)"
        stock = subprocess.run([sys.executable, "-c", probe], stdout=subprocess.PIPE, check=True, cwd=self.stock.directory, text=True)
        self.assertEqual(stock.stdout.splitlines()[-1], "10 10", "stock MiniStack has changed: this patch can go")

    def test_health_belongs_to_the_api(self):
        self.compare(lambda emulator: b'"services"' in emulator.get("/health"), stock=True, patched=False)

    def test_a_function_sees_what_it_was_given(self):
        def look(emulator):
            seen = emulator.invoke()["variables"]
            return {name: name in seen for name in ("DECLARED", "AWS_LAMBDA_RUNTIME_API", "AWS_SESSION_TOKEN", "GATEWAY_PORT")}

        given = {"DECLARED": True, "AWS_LAMBDA_RUNTIME_API": True, "AWS_SESSION_TOKEN": True}
        self.compare(look, stock={**given, "GATEWAY_PORT": True}, patched={**given, "GATEWAY_PORT": False})

    def test_the_clock_moves_emulator_and_functions_alike(self):
        emulator = Emulator(patched=True, movable_clock=True)
        self.addCleanup(emulator.stop)
        emulator.invoke()
        with open(emulator.directory / "clock", "r+") as clock:
            clock.write("+0000172800.000\n")
        function = emulator.invoke()["time"]
        queue = emulator.client("sqs").create_queue(QueueName="moved")["QueueUrl"]
        asked = emulator.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["CreatedTimestamp"])
        for moved in (function, int(asked["Attributes"]["CreatedTimestamp"])):
            self.assertAlmostEqual(moved - time.time(), 172_800, delta=5)

    def test_another_version_is_refused_with_the_next_step(self):
        found, patches.VERSION = patches.VERSION, "1.5.32"
        try:
            with self.assertRaisesRegex(RuntimeError, "fit MiniStack 1.5.32, and 1.5.33 is installed. Delete the folder .local"):
                patches.check_version()
        finally:
            patches.VERSION = found

    def test_nothing_is_left_when_the_starter_is_gone(self):
        emulator = Emulator(patched=True, movable_clock=True)
        emulator.invoke()
        noted = [int(line.split()[0]) for line in (emulator.directory / "functions.pids").read_text().splitlines()]
        emulator.stop()
        self.assertTrue(noted)
        self.assertFalse(emulator.directory.exists())
        for pid in noted:
            self.assertFalse(os.path.exists(f"/proc/{pid}"))
            self.assertFalse(os.path.exists(f"/dev/shm/faketime_shm_{pid}"))


if __name__ == "__main__":
    unittest.main()
