// One HTTP exchange with a daemon, over its Unix socket or over TCP.
import http from 'node:http';

const TIMEOUT_MS = 90000;

export class Client {
  constructor(daemon) {
    this.daemon = daemon;
    this.agents = { socket: new http.Agent({ keepAlive: true }), tcp: new http.Agent({ keepAlive: true }) };
  }

  // request: { method, path, headers, body (Buffer or null), over: 'socket' | 'tcp' }
  send(request) {
    const place = request.over === 'socket'
      ? { socketPath: this.daemon.socket, agent: this.agents.socket }
      : { host: '127.0.0.1', port: this.daemon.port, agent: this.agents.tcp };
    const body = request.body ?? null;
    const headers = { ...request.headers };
    if (body !== null || !['GET', 'HEAD', 'DELETE'].includes(request.method))
      headers['Content-Length'] = body?.length ?? 0;
    return new Promise((resolve, reject) => {
      const sent = http.request({ ...place, method: request.method, path: request.path, headers }, (reply) => {
        const pieces = [];
        reply.on('data', (piece) => pieces.push(piece));
        reply.on('error', reject);
        reply.on('end', () => resolve(new Answer(reply, Buffer.concat(pieces))));
      });
      sent.setTimeout(TIMEOUT_MS, () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
      sent.on('error', reject);
      sent.end(body ?? undefined);
    });
  }

  // What tests need beside the conversation itself, as the operator unless said otherwise; fails loudly.
  async get(path) {
    return this.must('GET', path);
  }

  async must(method, path, json, { token, over = token ? 'tcp' : 'socket', workspace } = {}) {
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    if (workspace) headers['X-Workspace-Id'] = workspace;
    if (json !== undefined) headers['Content-Type'] = 'application/json';
    const body = json === undefined ? null : Buffer.from(JSON.stringify(json));
    const answer = await this.send({ method, path, headers, body, over });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  close() {
    this.agents.socket.destroy();
    this.agents.tcp.destroy();
  }
}

export class Answer {
  constructor(reply, bytes) {
    this.status = reply.statusCode;
    this.headers = reply.headers; // names in lower case
    this.bytes = bytes;
    this.text = bytes.toString('utf8');
    try {
      this.json = JSON.parse(this.text);
    } catch {
      this.json = undefined;
    }
  }
}
