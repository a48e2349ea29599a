"""The pages on a port of this machine, with the headers that go out with them."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl


def rows(path):
    return [line.split("\t") for line in path.read_text().splitlines()]


class Served:
    def __init__(self, folder):
        self.pages = [tuple(row) for row in rows(folder / "pages.tsv")]
        self.posted = []
        served, headers = self, rows(folder / "headers.tsv")

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer(self.path.lstrip("/").split("?")[0])

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                served.posted.append((self.path, parse_qsl(body, keep_blank_values=True)))
                self.answer("answered.en.html")

            def answer(self, name):
                known = any(name == page for page, *_ in served.pages)
                body = (folder / name).read_bytes() if known else b""
                self.send_response(200 if known else 404)
                for header, value in headers:
                    self.send_header(header, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
