// SPDX-License-Identifier: Apache-2.0
// Two servers on one PostgreSQL database (argument: its URL): from a write on one to its visibility
// on the other. Each save is heard on the other server's event stream and then read there. Prints
// milliseconds as JSON: from sending the write, and from its reply.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nation, removeFolder, serve, sleep, temporaryFolder, uid } from '../tests/faults/nation.mjs';

const kSaves = 200;
const kPeriod = '202401';
const store = ['--store', process.argv[2]];
const folder = temporaryFolder();
const start = (name) => {
  mkdirSync(join(folder, name));
  return serve(join(folder, name), ...store);
};
const country = nation(['V1']);
const [unit] = country.facilities;

const one = await start('one');
const post = async (path, body, headers = {}) => {
  const reply = await one.ask(path, { method: 'POST', body, headers });
  assert.equal(reply.status, 200, reply.text);
  return reply.json();
};
await post('/v1/imports?kind=metadata&file=n.json', country.metadata);
await post('/v1/imports?kind=values&file=v.json', JSON.stringify({
  period: kPeriod, dataValues: country.facilities.map((orgUnit) => ({ dataElement: uid('V1'), orgUnit, value: '1' })),
}));
const two = await start('two');

// When the other server told of each change.
const heard = new Map();
const stop = new AbortController();
const events = await fetch(`${two.base}/v1/events`, { signal: stop.signal });
const listening = (async () => {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of events.body) {
    const now = performance.now();
    text += decoder.decode(bytes, { stream: true });
    for (const [, change] of text.matchAll(/^id: (\d+)\n/gm)) if (!heard.has(Number(change))) heard.set(Number(change), now);
    text = text.slice(text.lastIndexOf('\n\n') + 2);
  }
})().catch((error) => assert.equal(error.name, 'AbortError'));

try {
  const fromSending = [], fromReply = [];
  for (let save = 0; save < kSaves; ++save) {
    const begin = performance.now();
    const { change } = await post('/v1/values', JSON.stringify({ unit, period: kPeriod, data_element: 'V1', value: String(save + 2) }), { 'Content-Type': 'application/json' });
    const replied = performance.now();
    while (!heard.has(change)) await sleep(0);
    const values = (await two.ask(`/v1/values?unit=${unit}&period=${kPeriod}`)).json();
    assert.equal(values.rows.find((row) => row.data_element.code === 'V1').value, save + 2);
    fromSending.push(heard.get(change) - begin);
    fromReply.push(Math.max(0, heard.get(change) - replied));
    await sleep((save * 37) % 50);
  }
  console.log(JSON.stringify({ fromSending, fromReply }));
} finally {
  stop.abort();
  await listening;
  await Promise.all([one.stop(), two.stop()]);
  removeFolder(folder);
}
