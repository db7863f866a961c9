// Bytes to a daemon and bytes back, without an HTTP client that would put them right.
import net from 'node:net';

const WHOLE_MS = 60000;

export function connect(daemon, over = 'tcp') {
  const place = over === 'socket' ? { path: daemon.socket } : { host: '127.0.0.1', port: daemon.port };
  const socket = net.connect(place);
  socket.setNoDelay?.(true);
  socket.on('error', () => {}); // a reset is an end like another
  return socket;
}

// The answers that stand in the bytes; what is left over counts as one more, without a status.
export function readAnswers(bytes) {
  const answers = [];
  for (let rest = bytes; rest.length > 0;) {
    const end = rest.indexOf('\r\n\r\n');
    const head = /^HTTP\/1\.[01] (\d{3}) [^\r]*\r\n([^]*)$/.exec(rest.subarray(0, end < 0 ? 0 : end).toString('latin1'));
    if (!head) return [...answers, { text: rest.toString('latin1') }];
    const headers = Object.fromEntries(head[2].split('\r\n').map((line) => line.split(/:\s*(.*)/, 2))
      .map(([name, value]) => [name.toLowerCase(), value]));
    const length = Number(headers['content-length'] ?? 0);
    const text = rest.subarray(end + 4, end + 4 + length).toString('utf8');
    let json;
    try { json = JSON.parse(text); } catch { /* not JSON: the judge sees to it */ }
    answers.push({ status: Number(head[1]), headers, text, json });
    rest = rest.subarray(end + 4 + length);
  }
  return answers;
}

// Sends pieces and listens until the daemon closes or, where quietMs is given, has been quiet for so long.
export function converse(daemon, pieces, over, quietMs = WHOLE_MS) {
  return new Promise((resolve) => {
    const socket = connect(daemon, over);
    const got = [];
    let quiet;
    const finish = (closed) => {
      clearTimeout(quiet);
      clearTimeout(alarm);
      socket.destroy();
      resolve({ closed, answers: readAnswers(Buffer.concat(got)) });
    };
    const alarm = setTimeout(() => finish(false), WHOLE_MS);
    const settle = () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => finish(false), quietMs);
    };
    socket.on('data', (piece) => { got.push(piece); settle(); });
    socket.on('close', () => finish(true));
    for (const piece of [pieces].flat()) socket.write(piece);
    settle();
  });
}
