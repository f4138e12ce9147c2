"""What every configuration must be, whatever the provider: HCL, laid out, runnable, the same each time."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.infra.scenario import ENVIRONMENTS, PROVIDERS, SECRETS_AND_PARAMETERS, configuration, lay_out
from tests.infra.test_private import lay_out_private
from tests.kit.oracles import CheckovVerdict, checkov, fmt_errors, hcl_errors
from tests.kit.terraform import Terraform

every = pytest.mark.parametrize(("provider", "name"), [(p, n) for p in PROVIDERS for n in ENVIRONMENTS])


@every
def test_files_are_hcl_as_terraform_would_lay_it_out(
    terraform: Terraform, tmp_path: Path, provider: str, name: str
) -> None:
    root = lay_out(provider, name, tmp_path)
    assert hcl_errors(root) == []
    assert fmt_errors(terraform, root) == []


@every
def test_there_are_no_blank_lines_without_meaning(tmp_path: Path, provider: str, name: str) -> None:
    _, artifacts = configuration(provider, name, tmp_path)
    for artifact in artifacts:
        text = artifact.content.decode()
        assert "\n\n\n" not in text, artifact.path
        assert not text.startswith("\n"), artifact.path
        assert text.endswith("\n"), artifact.path


@every
def test_every_grant_says_where_it_comes_from(tmp_path: Path, provider: str, name: str) -> None:
    plan, artifacts = configuration(provider, name, tmp_path)
    # Where a cloud's own roles don't reach its data, a service has its permissions in a file of its own.
    files = {each.path: each.content.decode() for each in artifacts if re.fullmatch(r"infra/[a-z-]+\.tf", each.path)}
    identity = "\n".join(content for path, content in files.items() if path != "infra/main.tf")
    for grant in plan.grants:
        for use in grant.uses:
            assert f"{use.path}:{use.line}" in identity


@every
def test_the_bootstrap_script_is_a_script(tmp_path: Path, provider: str, name: str) -> None:
    root = lay_out(provider, name, tmp_path)
    assert (root / "bootstrap.sh").stat().st_mode & 0o777 == 0o755
    assert subprocess.run(["bash", "-n", root / "bootstrap.sh"], check=False).returncode == 0


@every
def test_a_plan_is_rendered_to_the_same_bytes_each_time(tmp_path: Path, provider: str, name: str) -> None:
    assert configuration(provider, name, tmp_path) == configuration(provider, name, tmp_path)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_security_check_fails_without_a_reason(tmp_path: Path, provider: str) -> None:
    for name in ENVIRONMENTS:
        (tmp_path / name).mkdir()
        lay_out(provider, name, tmp_path / name)
    lay_out_private(provider, "trusting", tmp_path / "private")
    lay_out(provider, "bare", tmp_path / "settings", program=SECRETS_AND_PARAMETERS)
    assert checkov(provider, [tmp_path]) == CheckovVerdict(unexpected=(), unused=())
