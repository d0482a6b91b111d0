// Talks to an echo server at argv[2] and fails unless every answer is right.
// argv[3] is "plain" or the window bits for permessage-deflate, argv[4] "takeover" or "no-takeover".
const assert = require('assert');
const WebSocket = require('ws');

const [uri, bits, takeover] = process.argv.slice(2);
// false would refuse a server that says of its own accord that it keeps no context.
const fresh = takeover === 'no-takeover' || undefined;
const deflate =
  bits === 'plain'
    ? false
    : {
        serverNoContextTakeover: fresh,
        clientNoContextTakeover: fresh,
        serverMaxWindowBits: Number(bits),
        clientMaxWindowBits: Number(bits),
        threshold: 0,
      };
const socket = new WebSocket(uri, { perMessageDeflate: deflate, maxPayload: 0 });
const arrived = [];
let waiting = null;

socket.on('message', (data, binary) => {
  arrived.push(binary ? data : data.toString());
  if (waiting) waiting();
});

async function next() {
  if (arrived.length === 0) await new Promise((resolve) => (waiting = resolve));
  waiting = null;
  return arrived.shift();
}

async function echoed(message) {
  socket.send(message);
  assert.deepStrictEqual(await next(), message);
}

socket.on('error', (failure) => {
  console.error(failure);
  process.exit(1);
});

socket.on('open', async () => {
  assert.strictEqual(socket.extensions.includes('permessage-deflate'), bits !== 'plain');
  await echoed('Grüße €');
  await echoed('');
  await echoed(Buffer.alloc(0));
  await echoed(Buffer.alloc(1000000, 'abcdefg'));
  await echoed('x'.repeat(300000));
  for (let i = 0; i < 200; i++) await echoed(`message ${i} of many that are alike`);
  socket.send('in ', { fin: false });
  socket.send('', { fin: false });
  socket.send('fragments', { fin: true });
  assert.strictEqual(await next(), 'in fragments');
  const pong = new Promise((resolve) => socket.once('pong', resolve));
  socket.ping('ping');
  assert.strictEqual((await pong).toString(), 'ping');
  socket.on('close', (code) => {
    assert.strictEqual(code, 4001);
    console.log('all right');
  });
  socket.close(4001, 'enough');
});

process.on('unhandledRejection', (failure) => {
  console.error(failure);
  process.exit(1);
});
