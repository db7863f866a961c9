// What the bench compares nexad with: better-auth with the organization and api-key plugins on SQLite,
// behind Node's own HTTP server on a Unix socket.  Prints nothing; writes the facts that requests need
// to FACTS before the socket is there.  usage: node better_auth.mjs SOCKET DATABASE FACTS
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { organization } from 'better-auth/plugins';
import Database from 'better-sqlite3';

const [socket, file, facts] = process.argv.slice(2);
const base = 'http://localhost';
const members = 212; // as many as the workspace has that nexad is measured on

const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
const options = {
	baseURL: base,
	database,
	secret: 'a secret of the bench, of 32 characters or more',
	emailAndPassword: { enabled: true },
	rateLimit: { enabled: false },
	telemetry: { enabled: false },
	logger: { level: 'error' },
	plugins: [
		organization({ membershipLimit: 1000 }),
		apiKey({ rateLimit: { enabled: false } }),
	],
};
const auth = betterAuth(options);

async function answer(path, { method = 'GET', body, headers = {} } = {}) {
	const response = await auth.handler(new Request(base + path, {
		method,
		headers: { 'content-type': 'application/json', origin: base, ...headers },
		body: body === undefined ? undefined : JSON.stringify(body),
	}));
	if (!response.ok)
		throw new Error(`${path}: ${response.status} ${await response.text()}`);
	return response;
}

// People and their places, straight into the tables: a sign-up each would hash a password each.
function seat(organizationId) {
	const now = new Date().toISOString();
	const user = database.prepare(
		'INSERT INTO user (id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 1, ?, ?)');
	const member = database.prepare(
		'INSERT INTO member (id, organizationId, userId, role, createdAt) VALUES (?, ?, ?, ?, ?)');
	const ids = [];
	database.transaction(() => {
		for (let i = 1; i < members; i++) {
			user.run(`user${i}`, `Person ${i}`, `person${i}@bench.example`, now, now);
			member.run(`member${i}`, organizationId, `user${i}`, 'member', now);
			ids.push(`member${i}`);
		}
	})();
	return ids;
}

async function seed() {
	await (await getMigrations(options)).runMigrations();
	const signedUp = await answer('/api/auth/sign-up/email', {
		method: 'POST',
		body: { name: 'Owner', email: 'owner@bench.example', password: 'demo-Pass-1' },
	});
	const cookie = signedUp.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
	const { user } = await signedUp.json();
	const made = await (await answer('/api/auth/organization/create', {
		method: 'POST', headers: { cookie }, body: { name: 'Bench', slug: 'bench' },
	})).json();
	const { key } = await auth.api.createApiKey({
		body: { name: 'bench', userId: user.id, permissions: { members: ['read'] } },
	});
	return { cookie, organization: made.id, members: seat(made.id), key };
}

async function respond(request, response) {
	const chunks = [];
	for await (const chunk of request)
		chunks.push(chunk);
	let status = 200;
	let text;
	if (request.url === '/key') {
		const checked = await auth.api.verifyApiKey({
			body: { key: request.headers['x-api-key'], permissions: { members: ['read'] } },
		});
		status = checked.valid ? 200 : 401;
		text = JSON.stringify({ valid: checked.valid });
	} else {
		const answered = await auth.handler(new Request(base + request.url, {
			method: request.method,
			headers: request.headers,
			body: chunks.length === 0 ? undefined : Buffer.concat(chunks),
		}));
		status = answered.status;
		text = await answered.text();
	}
	response.writeHead(status, {
		'Content-Type': 'application/json',
		'Content-Length': Buffer.byteLength(text),
	});
	response.end(text);
}

const server = createServer((request, response) => {
	respond(request, response).catch((error) => {
		response.writeHead(500, { 'Content-Length': 0 });
		response.end();
		console.error(error);
	});
});
writeFileSync(facts, JSON.stringify(await seed()));
server.listen(socket);
