// What every answer must be, whatever was asked: in the published schema, with the headers that
// api.md promises.
import { STATUS_CODES } from 'node:http';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { leafFault } from './audit.mjs';
import { aliases, problems } from './tables.mjs';

const escaped = (text) => text.replace(/~/g, '~0').replace(/\//g, '~1');

export class Contract {
  constructor(document) {
    this.document = document;
    this.statuses = problems();
    this.aliases = aliases();
    this.ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
    addFormats(this.ajv);
    /* The document around the schemas is none itself; strict mode is told so. */
    this.ajv.addVocabulary(Object.keys(document));
    this.ajv.addSchema(document, 'contract');
    this.operations = [];
    for (const [template, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods))
        this.operations.push({ id: operation.operationId, method: method.toUpperCase(), template, operation,
          n: template.split('{').length,
          pattern: new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`) });
    /* Literal paths win over patterns. */
    this.operations.sort((a, b) => a.n - b.n);
  }

  find(method, path) {
    let bare = path.split('?')[0];
    for (const [old, twin] of this.aliases)
      if (bare === old || bare.startsWith(`${old}/`)) bare = twin + bare.slice(old.length);
    const wanted = method === 'HEAD' ? 'GET' : method;
    return this.operations.find((each) => each.method === wanted && each.pattern.test(bare)) ?? null;
  }

  // Whether a request changes something: what does can be tried dry.
  writes(method, path) {
    return this.changing().includes(this.find(method, path)?.id);
  }

  // Whether some GET answers with what this operation makes.
  isShown(made) {
    const shape = (operation, status) => operation.responses[status]?.content['application/json']?.schema?.$ref;
    return this.operations.some(({ method, operation }) => method === 'GET' && shape(operation, '200') === shape(made.operation, '201'));
  }

  changing() {
    return this.operations.filter(({ operation }) => operation.parameters?.some((each) => each.name === 'dry_run')).map(({ id }) => id);
  }

  schemaFaults(pointer, value) {
    const validate = this.ajv.getSchema(`contract#${pointer}`);
    if (!validate) return [`the published contract has nothing at ${pointer}`];
    if (validate(value)) return [];
    return validate.errors.map((error) =>
      `schema: ${error.instancePath || 'the answer'} ${error.message} ${JSON.stringify(error.params)}`);
  }

  // The published schema for this operation and status; exact statuses come before 4XX.
  bodyFaults(found, request, answer) {
    if (answer.status >= 400 && found === null) return this.schemaFaults('/components/schemas/Error', answer.json);
    if (found === null) return [`status ${answer.status} of a path that is not published`];
    const status = [String(answer.status), `${Math.floor(answer.status / 100)}XX`]
      .find((each) => found.operation.responses[each]);
    if (!status) return [`status ${answer.status} is not published for ${found.id}`];
    const published = Object.keys(found.operation.responses[status].content);
    const media = (answer.headers['content-type'] ?? '').split(';')[0];
    if (!published.includes(media))
      return [`Content-Type is ${answer.headers['content-type']}, published is ${published.join(' and ')}`];
    const at = `/paths/${escaped(found.template)}/${found.method.toLowerCase()}/responses`;
    const value = media === 'application/json' ? answer.json : answer.text;
    if (request.dryRun && answer.status === 200) return this.dryRunFaults(found, at, value);
    return this.schemaFaults(`${at}/${status}/content/${escaped(media)}/schema`, value);
  }

  // A dry run shows the answer that the real run would give, or the rules it would break, and then
  // nothing would happen.
  dryRunFaults(found, at, value) {
    const faults = this.schemaFaults('/components/schemas/DryRun', value);
    if (value.problems?.length > 0 && (value.result !== null || value.events.length > 0))
      faults.push('the dry run tells broken rules, and a result or events, too');
    if (faults.length > 0 || value.result === null) return faults;
    const status = found.operation.responses['201'] ? '201' : '200';
    return this.schemaFaults(`${at}/${status}/content/application~1json/schema`, value.result);
  }

  headerFaults(answer) {
    const { headers, status, json } = answer;
    const faults = [];
    const need = (ok, text) => ok || faults.push(text);
    need(/^[A-Za-z0-9._-]{1,128}$/.test(headers['x-request-id'] ?? ''), 'X-Request-Id is missing or malformed');
    need(headers['cache-control'] === 'no-store', 'Cache-Control is not no-store');
    need(headers['x-content-type-options'] === 'nosniff', 'X-Content-Type-Options is not nosniff');
    need(!headers.location || this.find('GET', headers.location), `Location is ${headers.location}, and nothing is there`);
    need(status !== 401 || /^Bearer/.test(headers['www-authenticate'] ?? ''), '401 has no WWW-Authenticate (RFC 9110, 15.5.2)');
    need(status !== 405 || headers.allow, '405 has no Allow');
    need(![429, 503].includes(status) || headers['retry-after'], `${status} has no Retry-After`);
    if (status < 300 && Number.isInteger(json?.version))
      need(headers.etag === `"${json.version}"`, `ETag is ${headers.etag} and version is ${json.version}`);
    if (json?.meta && json.meta.total === null) need(Number.isInteger(json.meta.total_at_least), 'total is null without total_at_least');
    return faults;
  }

  errorFaults(answer) {
    const { json, status } = answer;
    const faults = [];
    const need = (ok, text) => ok || faults.push(text);
    need(json?.statusCode === status, `statusCode is ${json?.statusCode} and the status ${status}`);
    need(json?.error === STATUS_CODES[status], `error is '${json?.error}' and not '${STATUS_CODES[status]}'`);
    need(this.statuses.get(json?.code) === status, `the code ${json?.code} belongs to status ${this.statuses.get(json?.code)}`);
    need(json?.request_id === answer.headers['x-request-id'], 'request_id is not X-Request-Id');
    need([json?.message].flat().every((text) => typeof text === 'string' && text !== ''), 'message says nothing');
    return faults;
  }

  // What the daemon took must be what the contract says it takes.
  requestFaults(found, request) {
    const media = 'application/json';
    if (request.body === null || !found.operation.requestBody?.content[media]) return [];
    const at = `/paths/${escaped(found.template)}/${found.method.toLowerCase()}/requestBody/content/${escaped(media)}/schema`;
    return this.schemaFaults(at, JSON.parse(request.body)).map((fault) => `it was taken, but the request's ${fault}`);
  }

  // All that is wrong with an answer, as sentences.  The answer to HEAD has no body to look at.
  faults(request, answer) {
    const found = this.find(request.method, request.path);
    const faults = this.headerFaults(answer);
    if (request.method === 'HEAD') return faults.concat(answer.text === '' ? [] : ['HEAD was answered with a body']);
    if (answer.status >= 400) faults.push(...this.errorFaults(answer));
    faults.push(...this.bodyFaults(found, request, answer));
    if (answer.status < 300 && found !== null) faults.push(...this.requestFaults(found, request));
    if (answer.status === 201 && !answer.headers.location && this.isShown(found)) faults.push('201 has no Location');
    if (answer.status === 200 && found !== null && found.id.startsWith('audit_'))
      for (const event of answer.json?.data ?? [answer.json?.event ?? answer.json]) if (event?.leaf_hash) faults.push(leafFault(event));
    return faults.filter((fault) => fault !== null);
  }
}
