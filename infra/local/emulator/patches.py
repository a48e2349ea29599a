"""What MiniStack 1.5.33 lacks and this system needs, one function a piece.

Each says what AWS does and what stock MiniStack does instead. test_patches.py shows for each that the stock form still lacks it: when
one of those tests fails, MiniStack has learnt it and the function here can go.
"""

import email.utils
import importlib.metadata
import json
import os
import pathlib
import re
import socketserver
import threading
import time

import clock

VERSION = "1.5.33"

# What AWS gives a function's process, beside the variables that the template declares for it.
_GIVEN_BY_LAMBDA = re.compile(
    r"AWS_(LAMBDA_.*|REGION|DEFAULT_REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|ENDPOINT_URL|DISABLE_HOST_PREFIX_INJECTION)"
    r"|LAMBDA_TASK_ROOT|_HANDLER|_X_AMZN_TRACE_ID|PATH|LANG"
)


def check_version() -> None:
    """The patches reach into MiniStack's insides, so they fit one version only."""
    found = importlib.metadata.version("ministack")
    if found != VERSION:
        raise RuntimeError(
            f"The patches in infra/local/emulator/patches.py fit MiniStack {VERSION}, and {found} is installed. "
            "Delete the folder .local and run again; whoever raises the version goes through patches.py first."
        )


def apply(directory: pathlib.Path, clock_file: str | None) -> None:
    """Everything, for the stack that lives in `directory`."""
    check_version()
    expired_items_reach_the_stream()
    warm_invokes_are_quick()
    encryption_context_is_a_condition()
    leading_keys_are_a_condition()
    a_session_goes_by_its_role()
    mail_is_sent_as_an_identity()
    a_batch_needs_what_one_message_needs()
    the_loopback_stands_in_for_tls()
    schedules_are_prompt()
    health_belongs_to_the_api()
    functions_see_what_lambda_gives(directory, clock_file)


def expired_items_reach_the_stream() -> None:
    """DynamoDB's TTL writes a REMOVE record by dynamodb.amazonaws.com; MiniStack deletes each minute and writes none.

    Items are swept each second, on the server's own loop, so that no request sees half a deletion.
    """
    start = threading.Thread.start

    def start_all_but_the_reaper(thread):
        if thread.name != "dynamodb-ttl-reaper":
            start(thread)

    # The stock reaper starts when its module is imported, and would delete before this one could tell.
    threading.Thread.start = start_all_but_the_reaper
    try:
        import ministack.services.dynamodb as dynamodb
    finally:
        threading.Thread.start = start

    import ministack.app as app

    def each_second():
        while True:
            time.sleep(1)
            if app._MAIN_LOOP is not None:
                app._MAIN_LOOP.call_soon_threadsafe(sweep_expired, dynamodb)

    threading.Thread(target=each_second, daemon=True, name="firstday-expiry").start()


def sweep_expired(dynamodb) -> None:
    """One round over every table: deletes what is past its time and says so in the stream."""
    from ministack.core.responses import get_account_id, get_region, set_request_account_id, set_request_region

    before, now = (get_account_id(), get_region()), time.time()
    try:
        for (account, region, name), setting in list(dynamodb._ttl_settings.all_items()):
            table = dynamodb._tables.get_scoped(account, region, name)
            if table is None or setting.get("TimeToLiveStatus") != "ENABLED":
                continue
            set_request_account_id(account)
            set_request_region(region)
            for partition, sort in _expired(table, setting["AttributeName"], now):
                removed = dynamodb._remove_item(table, partition, sort)
                written = len(dynamodb._stream_records.get(name, ()))
                dynamodb._emit_stream_event(name, "REMOVE", removed, None)
                for record in dynamodb._stream_records.get(name, [])[written:]:
                    record["userIdentity"] = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    finally:
        set_request_account_id(before[0])
        set_request_region(before[1])


def _expired(table, attribute: str, now: float) -> list[tuple[str, str]]:
    found = []
    for partition, items in table["items"].items():
        for sort, item in items.items():
            number = item.get(attribute, {}).get("N")
            if number is not None and float(number) <= now:
                found.append((partition, sort))
    return found


def warm_invokes_are_quick() -> None:
    """A warm function answers in milliseconds on AWS; MiniStack adds 50 to 100.

    Half of it is Nagle's algorithm on the runtime API's socket, half a wait of 50 ms for a first line of log.
    """
    import ministack.core.lambda_runtime as runtime

    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    runtime.Worker._drain_stderr_bounded.__defaults__ = (0.005, 0.003, 0.100)


def encryption_context_is_a_condition() -> None:
    """IAM knows kms:EncryptionContext:NAME of a request; MiniStack does not, so a policy that asks for it always denies."""
    import ministack.core.iam_actions as actions

    stock = actions.request_tag_context

    def with_encryption_context(service, action, body, params):
        context = stock(service, action, body, params)
        if service == "kms":
            given = _json(body).get("EncryptionContext") or {}
            context.update({f"kms:EncryptionContext:{name}": value for name, value in given.items()})
            if given:
                context["kms:EncryptionContextKeys"] = list(given)
        return context

    actions.request_tag_context = with_encryption_context


def leading_keys_are_a_condition() -> None:
    """IAM knows the partition keys that a request touches as dynamodb:LeadingKeys; MiniStack does not.

    Without it ForAllValues lets everything through and any other operator denies everything.
    """
    import ministack.core.iam_actions as actions
    import ministack.services.dynamodb as dynamodb

    stock = actions.dynamodb_service_context

    def with_leading_keys(body):
        context = stock(body)
        keys = _leading_keys(_json(body), lambda name: _partition_key(dynamodb, name))
        if keys:
            context["dynamodb:LeadingKeys"] = keys
        return context

    actions.dynamodb_service_context = with_leading_keys


def _partition_key(dynamodb, table_name: str) -> str | None:
    table = dynamodb._tables.get(dynamodb._normalize_table_name(table_name))
    return table["pk_name"] if table else None


def _leading_keys(request: dict, partition_key) -> list[str]:
    """The partition keys in a DynamoDB request of any kind that names them."""
    touched: list[tuple[str, dict | None]] = [(request.get("TableName", ""), request.get("Key") or request.get("Item"))]
    for name, asked in (request.get("RequestItems") or {}).items():
        if isinstance(asked, dict):
            touched += [(name, key) for key in asked.get("Keys") or []]
        else:
            touched += [(name, (one.get("PutRequest") or {}).get("Item") or (one.get("DeleteRequest") or {}).get("Key")) for one in asked]
    for one in request.get("TransactItems") or []:
        touched += [(do.get("TableName", ""), do.get("Key") or do.get("Item")) for do in one.values()]

    keys = []
    for name, item in touched:
        value = (item or {}).get(partition_key(name))
        if value:
            keys.append(str(next(iter(value.values()))))
    asked = re.match(r"\s*([#\w.-]+)\s*=\s*(:\w+)", request.get("KeyConditionExpression") or "")
    if asked:
        keys.append(str(next(iter(request["ExpressionAttributeValues"][asked[2]].values()))))
    return keys


def _json(body) -> dict:
    try:
        read = json.loads(body or b"{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def a_session_goes_by_its_role() -> None:
    """aws:PrincipalArn of a role's session is the role's ARN; MiniStack gives the session's, so a key policy that names roles denies them."""
    import ministack.core.iam_evaluator as evaluator

    stock = evaluator._resolve_condition_key
    session = re.compile(r"arn:aws:sts::(\d+):assumed-role/([^/]+)/.*")

    def with_role(key, context):
        value = stock(key, context)
        if key.lower() == "aws:principalarn" and (found := session.fullmatch(value or "")):
            return f"arn:aws:iam::{found[1]}:role/{found[2]}"
        return value

    evaluator._resolve_condition_key = with_role


def mail_is_sent_as_an_identity() -> None:
    """ses:SendEmail is allowed on the identity that the mail comes from; MiniStack asks for it on "*", so a role that names one is denied.

    A domain's mail comes from the identity of the domain, as this system sets it up.
    """
    import ministack.core.iam_actions as actions

    stock = actions._ses_v2_resource_arn

    def with_identity(method, path, body, region, account):
        if method == "POST" and path.rstrip("/") == "/v2/email/outbound-emails":
            _, sender = email.utils.parseaddr(_json(body).get("FromEmailAddress") or "")
            return f"arn:aws:ses:{region}:{account}:identity/{sender.rpartition('@')[2]}"
        return stock(method, path, body, region, account)

    actions._ses_v2_resource_arn = with_identity


def a_batch_needs_what_one_message_needs() -> None:
    """SQS allows SendMessageBatch to whoever may sqs:SendMessage (there is no action for batches); MiniStack asks for sqs:SendMessageBatch."""
    import ministack.core.iam_actions as actions

    stock = actions._action_from_target

    def for_one(headers):
        action = stock(headers)
        batch_of_sqs = headers.get("x-amz-target", "").startswith("AmazonSQS.") and (action or "").endswith("Batch")
        return action.removesuffix("Batch") if batch_of_sqs else action

    actions._action_from_target = for_one


def the_loopback_stands_in_for_tls() -> None:
    """Policies deny what does not come over TLS, and every call to AWS does; MiniStack speaks plain HTTP, so everything would be denied."""
    import ministack.app as app

    stock = app.pin_request_origin
    app.pin_request_origin = lambda source_ip, secure_transport: stock(source_ip, True)


def schedules_are_prompt() -> None:
    """A schedule fires within the second or two; MiniStack looks every ten seconds."""
    import ministack.services.eventbridge as eventbridge
    import ministack.services.scheduler as scheduler

    scheduler._SCHEDULE_TICK_INTERVAL = 1
    eventbridge._SCHEDULER_TICK_INTERVAL = 1


def health_belongs_to_the_api() -> None:
    """GET /health with the API's Host header is the API's; MiniStack answers it with its own health, which stays at /_ministack/health."""
    import ministack.app as app

    app._HEALTH_PATHS = tuple(path for path in app._HEALTH_PATHS if path != "/health")


def functions_see_what_lambda_gives(directory: pathlib.Path, clock_file: str | None) -> None:
    """A function sees its declared variables and Lambda's own; MiniStack's functions see the emulator's whole environment too.

    So a variable that the template forgot would be missed on AWS first. What `functions.json` in the stack's directory holds is put on
    top: there a test sends the functions' AWS calls through a proxy. The ids of their processes are noted in `functions.pids`.
    """
    import ministack.core.lambda_runtime as runtime
    import ministack.services.lambda_svc as functions

    stock_environment, stock_spawn = functions._provided_worker_env, runtime.ProvidedWorker._spawn

    def environment(config, code_dir, port):
        declared = (config.get("Environment") or {}).get("Variables") or {}
        full = stock_environment(config, code_dir, port)
        clean = {name: value for name, value in full.items() if name in declared or _GIVEN_BY_LAMBDA.fullmatch(name)}
        if clock_file is not None:
            clean.update(clock.function_environment(clock_file))
        overrides = directory / "functions.json"
        if overrides.exists():
            clean.update(json.loads(overrides.read_text()))
        return clean

    def spawn(worker, *arguments, **named):
        try:
            return stock_spawn(worker, *arguments, **named)
        finally:
            if worker._proc is not None:
                with open(directory / "functions.pids", "a") as pids:
                    pids.write(f"{worker._proc.pid} {worker.func_name}\n")

    functions._provided_worker_env = environment
    runtime.ProvidedWorker._spawn = spawn


def environment(directory: pathlib.Path, port: int, region: str) -> dict[str, str]:
    """The emulator's whole environment: nothing of the caller's gets in, so no AWS profile or proxy of theirs is ever used."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(directory),
        "TMPDIR": str(directory / "tmp"),
        "STATE_DIR": str(directory / "state"),
        "S3_DATA_DIR": str(directory / "s3"),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": region,
        # Without it functions would call the real AWS.
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AUTH": "true",
        # Each would bind a port of its own.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
