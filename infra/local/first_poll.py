"""How long each function takes from the start of its process to its first poll for work, beside a function that does nothing.

    cargo build --release --example empty -p shell
    cargo build --release --bins
    python3 infra/local/first_poll.py

Standard library only. Medians of 21 starts each, the functions taken in turn so that a busy moment meets all of them.
"""

import http.server
import os
import pathlib
import socketserver
import statistics
import subprocess
import threading
import time

STARTS = 21
ROOT = pathlib.Path(__file__).resolve().parents[2] / "target" / "release"
FUNCTIONS = ["ingest-upload", "evaluate-absences", "send-message", "receive-reply", "escalate-absences", "admin-api", "expire-records"]
TABLES = ["KEYS", "SCHOOLS", "ROLL", "ABSENCES", "MESSAGES", "USAGE", "AUDIT"]

polled = threading.Event()


class RuntimeApi(http.server.BaseHTTPRequestHandler):
    """Lambda's side: it notes the first question for work and never has any."""

    def do_GET(self):
        polled.set()
        time.sleep(60)

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


def environment(port):
    """What the template gives the functions, with places that nobody asks before the first event."""
    variables = {f"{table}_TABLE": f"firstday-{table.lower()}" for table in TABLES}
    for queue in ["UPLOADS", "EVALUATIONS", "MESSAGES", "REPLIES", "SOURCE", "PARKING"]:
        variables[f"{queue}_QUEUE"] = f"https://sqs.eu-west-2.amazonaws.com/000000000000/{queue.lower()}"
    return variables | {
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}",
        "AWS_LAMBDA_FUNCTION_NAME": "measured",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_LOG_STREAM_NAME": "measured",
        "AWS_LAMBDA_LOG_GROUP_NAME": "measured",
        "AWS_REGION": "eu-west-2",
        "AWS_ACCESS_KEY_ID": "measured",
        "AWS_SECRET_ACCESS_KEY": "measured",
        "STAGE": "test",
        "DATA_KEY": "measured",
        "EXTRACTS_BUCKET": "measured",
        "UPLOAD_WAIT_SECONDS": "300",
        "WEBHOOK_BASE_URL": "https://hooks.example.com",
        "PROVIDER_SECRET": "measured",
        "MAIL_SENDER": "absence@example.com",
        "MAIL_CONFIGURATION_SET": "measured",
    }


def start(binary, port):
    """Milliseconds from the start of the process to its first poll."""
    polled.clear()
    began = time.perf_counter()
    process = subprocess.Popen([binary], env=environment(port), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        if not polled.wait(10):
            raise SystemExit(f"{binary.name} did not ask for work; it said: {process.stderr.read1(2000).decode()}")
        return (time.perf_counter() - began) * 1000
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def main():
    binaries = {"empty": ROOT / "examples" / "empty"} | {name: ROOT / name for name in FUNCTIONS}
    for name, binary in binaries.items():
        if not binary.exists():
            raise SystemExit(f"{binary} is not there; build first, as the head of this file says")
    server = Server(("127.0.0.1", 0), RuntimeApi)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    took = {name: [] for name in binaries}
    for _ in range(STARTS):
        for name, binary in binaries.items():
            took[name].append(start(binary, server.server_address[1]))
    least = statistics.median(took["empty"])
    print(f"{'function':<20}{'median ms':>10}{'times the empty one':>22}")
    for name, times in took.items():
        median = statistics.median(times)
        print(f"{name:<20}{median:>10.1f}{median / least:>22.2f}")


if __name__ == "__main__":
    main()
