// SPDX-License-Identifier: Apache-2.0
// usage: node_server.js CERTIFICATE KEY
// A web socket server with npm's `ws`: prints its plain and its TLS port, then what it sees.
const fs = require('fs');
const http = require('http');
const https = require('https');
const { WebSocketServer } = require('ws');

const sockets = new WebSocketServer({
  noServer: true,
  perMessageDeflate: { threshold: 0 },
  handleProtocols: (protocols) => (protocols.has('chat') ? 'chat' : false),
});

const behaviours = {
  '/echo': (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })),
  '/fragments': (socket) => {
    socket.send('one, ', { fin: false });
    socket.ping('between');
    socket.send('two, ', { fin: false });
    socket.send('three', { fin: true });
  },
  '/pings': (socket) => {
    let pong = false, ping = null;
    const done = () => pong && ping !== null && socket.send(`pong came, ping came: ${ping}`);
    socket.on('pong', (data) => { pong = data.toString() === 'hello?'; done(); });
    socket.on('ping', (data) => { ping = data.toString(); done(); });
    socket.ping('hello?');
  },
  '/close': (socket, query) => socket.close(Number(query), 'so long'),
  '/last-words': (socket) => { socket.send('last words'); socket.close(); },
  '/break': (socket) => socket.terminate(),
};

function upgrade(request, connection, head) {
  const [path, query] = request.url.split('?');
  if (!behaviours[path]) {
    connection.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  sockets.handleUpgrade(request, connection, head, (socket) => {
    socket.on('error', () => {});
    socket.on('close', (code, reason) => console.log(`closed ${code} ${reason}`));
    behaviours[path](socket, query);
  });
}

const plain = http.createServer();
const tls = https.createServer({ cert: fs.readFileSync(process.argv[2]), key: fs.readFileSync(process.argv[3]) });
plain.on('upgrade', upgrade);
tls.on('upgrade', upgrade);
plain.listen(0, '127.0.0.1', () => tls.listen(0, '127.0.0.1', () =>
  console.log(`${plain.address().port} ${tls.address().port}\nready`)));
