"""Opens AI Gateway logs with the command line tool, on a cluster of Spark.

    spark-submit open_logs.py 's3a://logs/*/*.log.gz' s3a://opened

Each executor needs Node.js and the npm package (`cargo xtask build` leaves it in dist/npm), and the private key in
the variable LOGPUSH_PRIVATE_KEY (`--conf spark.executorEnv.LOGPUSH_PRIVATE_KEY=…`, or a secret of Kubernetes
mounted as that). LOGPUSH_DECRYPT is the command, if it is another.

The output has a folder for each kind of line: `kind=record` the opened records, `kind=reject` what is no record
(in base64, for it may be any bytes), `kind=report` a report for each partition. Spark commits what a task wrote
once, however often it ran the task: nothing comes twice.
"""

import base64
import json
import os
import shlex
import subprocess
import sys
import tempfile

from pyspark.sql import Row, SparkSession

# Logs of a partition go through one process. A log has some hundred KB.
LOGS_PER_PARTITION = 200


def open_partition(logs):
    """Opens the logs of a partition: pairs of path and bytes."""
    command = shlex.split(os.environ.get("LOGPUSH_DECRYPT", "logpush-decrypt"))
    with tempfile.TemporaryDirectory() as folder:
        # The names of the logs, by those that they have here.
        names = {}
        for number, (path, content) in enumerate(logs):
            name = os.path.join(folder, f"{number:08d}.log.gz")
            with open(name, "wb") as file:
                file.write(content)
            names[name] = path
        if not names:
            return
        rejects, report = os.path.join(folder, "rejects"), os.path.join(folder, "report.json")
        tool = subprocess.Popen(
            [*command, "--quiet", "--jobs", "1", "--rejects", rejects, "--report", report, *names],
            stdout=subprocess.PIPE,
        )
        for line in tool.stdout:
            yield Row(kind="record", value=line.rstrip(b"\n").decode("utf-8"))
        # 1: something stayed sealed or was rejected, which the report tells. Else the task has failed; a tool that was
        # killed has a number below 0.
        if tool.wait() not in (0, 1):
            raise RuntimeError(f"{command[0]} ended with {tool.returncode}")
        if os.path.exists(rejects):
            with open(rejects, "rb") as file:
                for line in file:
                    yield Row(kind="reject", value=base64.b64encode(line.rstrip(b"\n")).decode("ascii"))
        with open(report, encoding="utf-8") as file:
            told = json.load(file)
        for each in [*told["errors"], *told["warnings"]]:
            if each.get("file") in names:
                each["file"] = names[each["file"]]
        yield Row(kind="report", value=json.dumps(told))


def main(logs, opened):
    spark = SparkSession.builder.appName("logpush-decrypt").getOrCreate()
    files = spark.sparkContext.binaryFiles(logs)
    partitions = max(files.count() // LOGS_PER_PARTITION, spark.sparkContext.defaultParallelism)
    rows = files.repartition(partitions).mapPartitions(open_partition)
    spark.createDataFrame(rows, "kind string, value string").write.partitionBy("kind").text(opened)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
