"""Measures how many pictures `serve` reads in a second, and its memory.

    python3 tools/serve_throughput.py PICTURE [MODEL [ENGINE [JAVA_OPTION...]]]

Needs Linux and target/trocr4j.jar. Starts `serve` with MODEL (the included one without it, or with -) and ENGINE (auto,
java or nd4j), and posts PICTURE from four threads over one connection each: 12 seconds to warm up, then 15 that count.
Prints one line: pictures a second, and the resident memory of the process at the end.
"""

import http.client
import re
import subprocess
import sys
import threading
import time

JAR = "target/trocr4j.jar"
CLIENTS = 4
WARM_UP_SECONDS = 12
SECONDS = 15


def post(port, picture, begin, end, counts, errors):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    count = 0
    while time.monotonic() < end:
        connection.request("POST", "/read", picture, {"Content-Type": "application/octet-stream"})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            errors.append(f"{response.status}: {body.decode(errors='replace')}")
            return
        count += time.monotonic() >= begin
    counts.append(count)


def main(picture, model="-", engine="auto", *java_options):
    with open(picture, "rb") as file:
        picture = file.read()
    command = ["java", *java_options, "-jar", JAR, "serve", "--port", "0", "--engine", engine]
    command += [] if model == "-" else ["--model", model]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = next((found for line in process.stdout if (found := re.search(r"http://\S+?:(\d+)", line))), None)
        if address is None:
            sys.exit("serve: expected the address that it prints, found none")
        begin = time.monotonic() + WARM_UP_SECONDS
        counts, errors = [], []
        arguments = (int(address[1]), picture, begin, begin + SECONDS, counts, errors)
        clients = [threading.Thread(target=post, args=arguments) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        if errors:
            sys.exit(errors[0])
        with open(f"/proc/{process.pid}/status") as status:
            kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
        print(f"{sum(counts) / SECONDS:.0f} pictures a second, {kilobytes / 1024:.0f} MB")
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
