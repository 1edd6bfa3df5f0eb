"""Leaving names out of the WebAssembly: what stays, what goes, and that it still compiles."""

import subprocess

from runtime.slim import slim

# (module (func $a) (func $b) (func $c)), all three exported, and a function and a global imported.
WASM = bytes.fromhex(
    "0061736d01000000"
    "010401600000"  # types
    "02120203656e760162000003474f540163037f01"  # imports: env.b, GOT.c
    "030403000000"  # functions
    "071705016100010162000201630003035f5f64000101650001"  # exports: a b c __d e
    "0a0a0302000b02000b02000b"  # bodies
)  # fmt: skip
SCRIPT = (
    'var _a=Module["_a"]=wasmExports["a"];var _e=Module["_e"]=wasmExports["e"];'
    'var _z=Module["_z"]=wasmExports["z"];call(_e)'
)


def exported(wasm):
    check = "console.log(WebAssembly.Module.exports(new WebAssembly.Module(Buffer.from(process.argv[1], 'hex'))).map((one) => one.name).join(' '))"  # noqa: E501
    done = subprocess.run(
        ["node", "-e", check, wasm.hex()], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_what_is_asked_for_by_nobody_goes():
    assert exported(WASM) == ["a", "b", "c", "__d", "e"]
    assert exported(slim(WASM, SCRIPT)[0]) == ["b", "c", "__d", "e"]


def test_the_script_no_longer_takes_up_what_went():
    assert slim(WASM, SCRIPT)[1] == 'var _e=Module["_e"]=wasmExports["e"];call(_e)'


def test_what_is_slim_already_stays_as_it_is():
    once = slim(WASM, SCRIPT)
    assert slim(*once) == once
