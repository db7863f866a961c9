// A call engine on loopback, as others would write one: it notes the calls that it is handed and answers
// as it is told.
import { writeFileSync } from 'node:fs';
import http from 'node:http';

export class Engine {
  constructor() {
    this.got = []; // { body, headers }
    this.behave = () => 202; // a status, or 'hang'
    this.token = 'engine-token-of-this-test-0123456789';
  }

  async listen() {
    this.server = http.createServer((request, reply) => {
      const pieces = [];
      request.on('data', (piece) => pieces.push(piece));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(pieces).toString('utf8'));
        this.got.push({ body, headers: request.headers });
        const status = this.behave(body);
        if (status === 'hang') return;
        reply.writeHead(status);
        reply.end();
      });
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  // What a daemon has to be started with, its token in a file beside `home`.
  options(home) {
    writeFileSync(`${home}.token`, this.token, { mode: 0o600 });
    return ['--engine-url', `http://127.0.0.1:${this.server.address().port}/calls`, '--engine-token-file', `${home}.token`];
  }

  die() {
    this.server.closeAllConnections?.();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
