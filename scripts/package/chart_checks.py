#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at what the Helm chart made of each values file of its ci folder.

usage: chart_checks.py SLUICE FOLDER      FOLDER holds NAME.yaml, the output of `helm template` for NAME-values.yaml
Exit code 1 and a sentence for the first thing that is not as it should be.
"""

import re
import subprocess
import sys
from pathlib import Path

import yaml

# What must be there for each values file: kind, replicas, on_stop, seconds of grace, port, kinds of the other objects.
EXPECTED = {
    "statefulset": ("StatefulSet", 2, "keep", 40, 9464, {"ConfigMap", "Service", "PodDisruptionBudget"}),
    "deployment": ("Deployment", 3, "leave", 75, 8080, {"ConfigMap", "Service", "PodDisruptionBudget", "ServiceMonitor"}),
    "autoscaled": ("Deployment", None, "keep", 40, 9464, {"ConfigMap", "Service"}),
}


def expect(name, what, actual, wanted):
    if actual != wanted:
        sys.exit(f"{name}: {what} is {actual!r}, not {wanted!r}")


def overrides(arguments):
    """The pairs of --set among arguments of `sluice run`."""
    return [value for option, value in zip(arguments, arguments[1:]) if option == "--set"]


def check_pod(name, pod, on_stop, grace, port):
    spec = pod["spec"]
    (container,) = spec["containers"]
    arguments = container["args"]
    expect(name, "the command", arguments[:3], ["run", "--config", "/etc/sluice/task.yaml"])
    pairs = dict(pair.split("=", 1) for pair in overrides(arguments))
    expect(name, "operations.listen", pairs["operations.listen"], f"0.0.0.0:{port}")
    expect(name, "mqtt.on_stop", pairs["mqtt.on_stop"], on_stop)
    expect(name, "the grace period", spec["terminationGracePeriodSeconds"], grace)
    deadline = int(re.fullmatch(r"(\d+)s", pairs["mqtt.stop_deadline"]).group(1))
    expect(name, "grace period beyond the stop's deadline", grace - deadline >= 10, True)

    expect(name, "the port", container["ports"], [{"name": "operations", "containerPort": port}])
    for probe, path in {"livenessProbe": "/healthz", "readinessProbe": "/readyz"}.items():
        expect(name, probe, container[probe]["httpGet"], {"path": path, "port": "operations"})
    expect(name, "runAsNonRoot", spec["securityContext"]["runAsNonRoot"], True)
    expect(name, "readOnlyRootFilesystem", container["securityContext"]["readOnlyRootFilesystem"], True)
    expect(name, "escalation", container["securityContext"]["allowPrivilegeEscalation"], False)
    expect(name, "capabilities", container["securityContext"]["capabilities"], {"drop": ["ALL"]})
    expect(name, "the service account's token", spec["automountServiceAccountToken"], False)
    expect(name, "a limit of memory", "memory" in container["resources"]["limits"], True)
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    expect(name, "mounted volumes", mounted, {volume["name"] for volume in spec["volumes"]})
    expect(name, "writable mounts", [m for m in container["volumeMounts"] if not m["readOnly"]], [])
    return overrides(arguments), {mount["mountPath"] for mount in container["volumeMounts"]}


def check_task(name, sluice, folder, task, pairs, mounts):
    """The task.yaml of the ConfigMap, with the pod's overrides, passes `sluice check`; its secrets are mounted."""
    for path in re.findall(r"\$\{file:([^}]*)\}", task):
        expect(name, f"the folder of {path} is mounted", any(path.startswith(mount + "/") for mount in mounts), True)
    # The check reads the files and the environment of the pod, which are not here.
    secret = folder / "secret"
    secret.write_text("secret", encoding="utf-8")
    file = folder / f"{name}-task.yaml"
    file.write_text(re.sub(r"\$\{(file|env):[^}]*\}", f"${{file:{secret}}}", task), encoding="utf-8")
    command = [sluice, "check", str(file)]
    for pair in pairs:
        command += ["--set", pair]
    result = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    if result.returncode != 0:
        sys.exit(f"{name}: {' '.join(command)}\n{result.stdout}{result.stderr}")


def check(name, sluice, folder):
    kind, replicas, on_stop, grace, port, others = EXPECTED[name]
    text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
    objects = {item["kind"]: item for item in yaml.safe_load_all(text) if item}
    expect(name, "the kinds", set(objects), others | {kind})
    for item in objects.values():
        expect(name, f"the name of {item['kind']}", item["metadata"]["name"], "plant-sluice")
    spec = objects[kind]["spec"]
    expect(name, "replicas", spec.get("replicas"), replicas)
    labels = spec["template"]["metadata"]["labels"]
    for selector in (spec["selector"]["matchLabels"], objects["Service"]["spec"]["selector"]):
        expect(name, "what is selected", selector.items() <= labels.items(), True)
    if kind == "StatefulSet":
        expect(name, "serviceName", spec["serviceName"], objects["Service"]["metadata"]["name"])
    pairs, mounts = check_pod(name, spec["template"], on_stop, grace, port)
    check_task(name, sluice, folder, objects["ConfigMap"]["data"]["task.yaml"], pairs, mounts)


def main():
    sluice, folder = sys.argv[1], Path(sys.argv[2])
    expect("the ci folder", "what was rendered", {path.stem for path in folder.glob("*.yaml")}, set(EXPECTED))
    for name in EXPECTED:
        check(name, sluice, folder)


if __name__ == "__main__":
    main()
