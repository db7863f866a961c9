// An HTTP receiver on loopback, as others would write one: it notes what comes, verifies it with the
// package standardwebhooks, and answers as it is told.
import http from 'node:http';
import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export class Receiver {
  constructor() {
    this.got = []; // { path, body, id, key, authorization, at, raw, headers }
    this.faults = [];
    this.secrets = new Map(); // path to secret
    this.behave = () => ({ status: 204 }); // status, headers, body, after: a promise, then: when it is sent; hang; cut
    this.waiting = [];
    this.open = new Set();
  }

  // The same port again after it died, so that the address stays.
  async listen(port = 0) {
    this.server = http.createServer((request, reply) => this.take(request, reply));
    this.server.on('connection', (socket) => {
      this.open.add(socket);
      socket.on('close', () => this.open.delete(socket));
    });
    await new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port ?? 0, '127.0.0.1', resolve);
    });
    this.port = this.server.address().port;
    return this;
  }

  die() {
    this.open.forEach((socket) => socket.destroy());
    return new Promise((resolve) => this.server.close(resolve));
  }

  url(path) {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  // A message that was verified; what is not ours to answer is left hanging.
  take(request, reply) {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const raw = Buffer.concat(pieces).toString('utf8');
      const message = { path: request.url, body: this.verify(request, raw), id: request.headers['webhook-id'],
        key: request.headers['idempotency-key'], authorization: request.headers.authorization, at: Date.now(), raw, headers: request.headers };
      this.got.push(message);
      const told = this.behave(message, this.got.filter((each) => each.path === message.path));
      this.waiting.splice(0).forEach((each) => each());
      if (told.hang) return;
      if (told.cut) return void request.socket.destroy();
      Promise.resolve(told.after).then(() => {
        reply.writeHead(told.status, told.headers ?? {});
        reply.end(told.body ?? '', told.then);
      });
    });
  }

  verify(request, raw) {
    const secret = this.secrets.get(request.url);
    if (secret === undefined) return JSON.parse(raw);
    try {
      new Webhook(secret).verify(raw, request.headers);
    } catch (error) {
      this.faults.push(`${request.url}: standardwebhooks says: ${error.message}`);
    }
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const older = `sha256=${createHmac('sha256', key).update(raw).digest('hex')}`;
    if (request.headers['x-dialnexa-signature'] !== older) this.faults.push(`${request.url}: X-DialNexa-Signature is wrong`);
    if (request.headers['content-type'] !== 'application/json') this.faults.push(`${request.url}: it is not sent as JSON`);
    return JSON.parse(raw);
  }

  at(path) {
    return this.got.filter((each) => each.path === path);
  }

  // Until the condition holds, looked at whenever something arrives; false when it never did.
  async until(holds, ms = 60000) {
    const end = Date.now() + ms;
    while (!(await holds())) {
      if (Date.now() > end) return false;
      await Promise.race([new Promise((resolve) => { this.waiting.push(resolve); }),
        new Promise((resolve) => setTimeout(resolve, 100))]);
    }
    return true;
  }
}
