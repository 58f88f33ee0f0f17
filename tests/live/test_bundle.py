"""Modules as one script, run by Node beside the modules themselves."""

import shutil
import subprocess

import pytest

from jaxreg.live.bundle import bundled, reached

MODULES = {
    "entry.js": 'import { add as plus } from "./sum.js"\n'
    'import * as words from "./words.js"\n'
    'import {\n  COUNT,\n  count,\n} from "./shared.js"\n'
    "count()\n"
    "console.log(words.say(plus(COUNT, 2)), count())\n",
    "sum.js": "export const add = (a, b) => a + b\nexport class Unused {}\n",
    "words.js": 'import { count } from "./shared.js"\n'
    'import { add } from "./sum.js"\n'
    "let said = add(count(), 0)\n"
    "export function say(what) {\n  return `${what}, ${said++}`\n}\n"
    "export async function* later() {\n  yield said\n}\n",
    "shared.js": "let calls = 0\n"
    "export const COUNT = 40\n"
    "export function count() {\n  return ++calls\n}\n",
}


def test_each_comes_after_what_it_imports():
    assert reached("entry.js", MODULES) == [
        "sum.js",
        "shared.js",
        "words.js",
        "entry.js",
    ]


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node")
@pytest.mark.parametrize("apart", [set(), {"shared.js"}, {"shared.js", "sum.js"}])
def test_it_does_what_the_modules_do(tmp_path, apart):
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for name, source in MODULES.items():
        (tmp_path / name).write_text(source)
    (tmp_path / "all.js").write_text(bundled("entry.js", MODULES, apart))
    said = [
        subprocess.run(
            ["node", tmp_path / name], capture_output=True, check=True
        ).stdout
        for name in ("entry.js", "all.js")
    ]
    assert said[0] == said[1] == b"42, 1 3\n"


def test_what_it_cannot_read_is_named():
    for line in ("export const { a } = b\n", 'import "./sum.js"\n'):
        with pytest.raises(ValueError, match=r"sum\.js imports or exports in a form"):
            bundled("entry.js", MODULES | {"sum.js": line}, set())
    circle = MODULES | {"sum.js": 'import { say } from "./words.js"\n'}
    with pytest.raises(ValueError, match="imports itself"):
        reached("entry.js", circle)
