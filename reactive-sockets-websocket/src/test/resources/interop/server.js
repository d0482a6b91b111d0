// Echoes on a port of its own, which it prints; pings first, closes with 4002 when told "close".
const { WebSocketServer } = require('ws');

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: { threshold: 0 },
  maxPayload: 0,
  handleProtocols: (protocols) => (protocols.has('echo') ? 'echo' : false),
});

server.on('listening', () => console.log('port', server.address().port));
server.on('connection', (socket) => {
  socket.ping('server');
  socket.on('message', (data, binary) => {
    const text = binary ? '' : data.toString();
    if (text === 'close') {
      socket.close(4002, 'as told');
    } else if (text === 'fragments') {
      socket.send('in ', { fin: false });
      socket.send('', { fin: false });
      socket.send('fragments');
    } else {
      socket.send(data, { binary });
    }
  });
});
