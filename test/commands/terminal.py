"""Runs a command on a terminal of its own: python3 terminal.py <dialogue as JSON> <command>...

The dialogue is a list of [text to wait for, text to type]. Prints, as JSON, what the terminal showed, the exit code and
whether the terminal still echoes.
"""
import json
import os
import pty
import select
import sys
import termios
import time

dialogue, command = json.loads(sys.argv[1]), sys.argv[2:]
ours, theirs = pty.openpty()
pid = os.fork()
if pid == 0:
    os.setsid()
    os.close(ours)
    for fd in (0, 1, 2):
        os.dup2(theirs, fd)
    os.execvp(command[0], command)

shown, deadline, exit_code = b"", time.time() + 20, None
while time.time() < deadline:
    if select.select([ours], [], [], 0.02)[0]:
        shown += os.read(ours, 65536)
    elif exit_code is not None:
        break
    if dialogue and dialogue[0][0].encode() in shown:
        os.write(ours, dialogue.pop(0)[1].encode())
    if exit_code is None:
        ended, status = os.waitpid(pid, os.WNOHANG)
        exit_code = os.waitstatus_to_exitcode(status) if ended else None
# Asked before our end of it goes away: the terminal outlives the command, as a user's does.
echoes = bool(termios.tcgetattr(theirs)[3] & termios.ECHO)
print(json.dumps({"shown": shown.decode(), "exitCode": exit_code, "echoes": echoes}))
