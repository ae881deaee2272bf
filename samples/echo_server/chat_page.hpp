// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace echo_server {

// A page that talks to /ws.
inline constexpr std::string_view chat_page = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Echo server</title>
<style>
  body { font-family: sans-serif; max-width: 40em; margin: 2em auto; }
  #chat { border: 1px solid #999; height: 16em; overflow: auto; padding: 0.5em; }
</style>
</head>
<body>
<h1>Echo server</h1>
<div id="chat"></div>
<form id="chatform">
  <input id="message" type="text" autocomplete="off" autofocus>
  <input id="send" type="submit" value="Send">
</form>
<script>
  const chat = document.getElementById("chat");
  const show = (text) => {
    const line = document.createElement("div");
    line.textContent = text;
    chat.append(line);
    chat.scrollTop = chat.scrollHeight;
  };
  const socket = new WebSocket((location.protocol === "https:" ? "wss://" : "ws://") + location.host + "/ws");
  socket.onopen = () => show("connected");
  socket.onclose = () => show("connection closed");
  socket.onmessage = (event) => show("server: " + event.data);
  document.getElementById("chatform").onsubmit = (event) => {
    event.preventDefault();
    const message = document.getElementById("message");
    if (message.value && socket.readyState === WebSocket.OPEN) {
      socket.send(message.value);
      show("you: " + message.value);
    }
    message.value = "";
  };
</script>
</body>
</html>
)";

} // namespace echo_server
