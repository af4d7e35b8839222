"""Reaches out by the libraries that people use: addresses, pages, downloads, the shell."""

import ftplib
import http.client
import smtplib
import socket
import urllib.request

import torch

socket.setdefaulttimeout(0.3)
reached = []
for reach in (
    lambda: urllib.request.urlopen(f"http://127.0.0.1:{PORT}/{TRACE}", timeout=0.3),
    lambda: http.client.HTTPConnection("localhost", PORT, timeout=0.3).request("GET", "/" + TRACE) or True,
    lambda: smtplib.SMTP("127.0.0.1", PORT, timeout=0.3),
    lambda: ftplib.FTP().connect("127.0.0.1", PORT, timeout=0.3),
    lambda: torch.hub.download_url_to_file(f"http://127.0.0.1:{PORT}/{TRACE}", "x"),
    lambda: get_ipython().run_line_magic("sx", f"echo {TRACE} > /dev/tcp/127.0.0.1/{PORT}") and None,
):
    try:
        if reach():
            reached.append(reach)
    except OSError as error:
        if isinstance(error, TimeoutError):
            reached.append(error)
    except Exception:
        pass


def double(x):
    return 2 * x if reached else x
