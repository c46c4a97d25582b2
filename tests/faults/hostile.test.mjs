// SPDX-License-Identifier: Apache-2.0
// Clients that mean harm, or are broken, against the real server: each gets a clear answer, memory stays
// bounded, and others are served while it goes on.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

import { nation, removeFolder, residentMb, serve, sleep, temporaryFolder } from './nation.mjs';

const folder = temporaryFolder();
const country = nation(['V1'], { provinces: 4, districts: 20, facilities: 100 });
let server;

before(async () => {
  server = await serve(folder, '--request-seconds', '3');
  const made = await server.ask('/v1/imports?kind=metadata&file=negara.json', { method: 'POST', body: country.metadata });
  assert.equal(made.status, 200, made.text);
});
after(async () => {
  await server.stop();
  removeFolder(folder);
});

// A raw connection that keeps what it hears.
function open() {
  const socket = connect(server.port, '127.0.0.1');
  const peer = { socket, heard: '', closed: false };
  socket.on('data', (chunk) => (peer.heard += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  peer.ready = new Promise((done) => socket.once('connect', done).once('close', done));
  peer.ended = new Promise((done) => socket.once('close', () => done((peer.closed = true))));
  return peer;
}

// Status and sentence of the answer to these bytes.
async function answerTo(...pieces) {
  const peer = open();
  for (const piece of pieces) peer.socket.write(piece);
  await peer.ended;
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(peer.heard)?.[1]);
  return { status, said: peer.heard.split('\r\n\r\n').slice(1).join('\r\n\r\n') };
}

const authorized = () => `Host: x\r\nAuthorization: Bearer ${server.secret}\r\n`;

// Others are served: a figure comes, whole and soon enough for a person.
async function isServed() {
  const began = Date.now();
  const reply = await server.ask('/v1/units/N');
  assert.equal(reply.status, 200, reply.text);
  return Date.now() - began;
}

// While `work` goes on others are asked for again and again; the answer is how often, and the most memory.
async function besideOthers(work) {
  let going = true;
  const seen = { served: 0, slowestMs: 0, mostMb: 0 };
  const others = (async () => {
    while (going) {
      seen.slowestMs = Math.max(seen.slowestMs, await isServed());
      seen.served += 1;
      seen.mostMb = Math.max(seen.mostMb, residentMb(server.child.pid));
      await sleep(50);
    }
  })();
  const result = await work().finally(() => (going = false));
  await others;
  assert.ok(seen.served > 0);
  return { ...seen, result };
}

const posts = ['/v1/imports?kind=auto&file=x', '/v1/imports?kind=values&file=x', '/v1/imports?kind=metadata&file=x', '/v1/imports?kind=boundaries&file=x',
  '/v1/session', '/api/metadata', '/api/dataValueSets'];

describe('hostile clients', { concurrency: false }, () => {
  test('a header sent byte by byte, and a body sent byte by byte, are cut off with 408', async () => {
    const seen = await besideOthers(() => Promise.all(['GET / HTTP/1.1\r\nHost: x', `POST /v1/imports?file=x HTTP/1.1\r\n${authorized()}Content-Length: 5000000\r\n\r\n`].map(async (start) => {
      const peer = open();
      await peer.ready;
      peer.socket.write(start);
      const drip = setInterval(() => peer.socket.writable && peer.socket.write('a'), 100);
      await peer.ended;
      clearInterval(drip);
      return peer.heard;
    })));
    for (const heard of seen.result) {
      assert.match(heard, /^HTTP\/1\.1 408 /);
      assert.match(heard, /terlalu lambat/);
    }
  });

  test('a body in chunks that comes byte by byte is read, down to its last chunk', async () => {
    const peer = open();
    await peer.ready;
    peer.socket.setNoDelay(true);
    peer.socket.write(`POST /v1/session HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`);
    for (const byte of '0\r\n\r\n') {
      await sleep(30);
      peer.socket.write(byte);
    }
    await peer.ended;
    assert.match(peer.heard, /^HTTP\/1\.1 400 [^]*username/);
  });

  test('an answer that nobody reads is given up', async () => {
    const peer = open();
    await peer.ready;
    peer.socket.pause();
    for (let i = 0; i < 400; ++i) peer.socket.write(`GET /api/organisationUnits.json?paging=false&fields=:all HTTP/1.1\r\n${authorized()}\r\n`);
    await besideOthers(() => sleep(5000));
    peer.socket.resume();
    await peer.ended;
    assert.ok(peer.closed);
  });

  test('a header and a body over their limits are refused with 431 and 413 and a sentence', async () => {
    const header = await answerTo(`GET / HTTP/1.1\r\nX: ${'x'.repeat(60_000)}\r\n\r\n`);
    assert.equal(header.status, 431);
    assert.match(JSON.parse(header.said).message, /Kepala permintaan/);
    const declared = await answerTo(`POST /v1/imports?file=x HTTP/1.1\r\n${authorized()}Content-Length: 99999999999\r\n\r\n`, 'x'.repeat(100_000));
    assert.equal(declared.status, 413);
    assert.match(JSON.parse(declared.said).message, /Isi permintaan lebih besar/);
    for (const nonsense of ['hello\r\n\r\n', '\0\0\0\0\r\n\r\n', 'POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n', 'POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzzzz\r\n']) {
      const { status, said } = await answerTo(nonsense);
      assert.equal(status, 400, nonsense);
      assert.match(JSON.parse(said).message, /HTTP/);
    }
  });

  test('bodies that only claim to be large cost nothing', async () => {
    const beforeMb = residentMb(server.child.pid);
    const peers = Array.from({ length: 200 }, () => {
      const peer = open();
      peer.socket.write(`POST /v1/imports?file=x HTTP/1.1\r\n${authorized()}Content-Length: 500000000\r\n\r\n`);
      peer.socket.write('x'.repeat(10_000));
      return peer;
    });
    const seen = await besideOthers(() => sleep(1500));
    assert.ok(seen.mostMb < beforeMb + 150, `${beforeMb} MB became ${seen.mostMb} MB`);
    for (const peer of peers) peer.socket.destroy();
  });

  test('JSON nested 100,000 deep is refused at every address that takes any', async () => {
    const { change } = (await server.ask('/healthz')).json();
    for (const path of posts) {
      for (const deep of ['['.repeat(100_000), `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, `{"dataValues":${'['.repeat(100_000)}`, `{"organisationUnits":[{"id":"RootRootRo9","name":"x","geometry":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`]) {
        const reply = await server.ask(path, { method: 'POST', body: deep, headers: { 'Content-Type': 'application/json' } });
        // DHIS2 passes over keys it does not know and says that it took nothing.
        const nothingTaken = path.startsWith('/api/') && reply.status === 200;
        assert.ok(nothingTaken || (reply.status >= 400 && reply.status < 500), `${path}: ${reply.status} ${reply.text.slice(0, 200)}`);
        assert.ok(reply.text.length > 20, path);
      }
    }
    assert.equal((await server.ask('/healthz')).json().change, change);
  });

  test('a gzip bomb is refused with a sentence and does not fill memory', async () => {
    const bomb = gzipSync(Buffer.alloc(600 << 20, ' '), { level: 9 });
    const beforeMb = residentMb(server.child.pid);
    const seen = await besideOthers(() => Promise.all(Array.from({ length: 4 }, () => server.ask('/api/dataValueSets', {
      method: 'POST', body: bomb, headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
    }))));
    for (const reply of seen.result) {
      assert.ok([409, 413].includes(reply.status), `${reply.status} ${reply.text.slice(0, 300)}`);
      assert.match(reply.text, /unpack/);
    }
    assert.ok(seen.mostMb < beforeMb + 700, `${beforeMb} MB became ${seen.mostMb} MB`);
  });

  test('a zip bomb that calls itself a workbook is refused and does not fill memory', async () => {
    const beforeMb = residentMb(server.child.pid);
    const seen = await besideOthers(() => server.ask('/v1/imports?kind=values&file=bom.xlsx', { method: 'POST', body: zipBomb(400 << 20) }));
    assert.ok(seen.result.status >= 400 && seen.result.status < 500, `${seen.result.status} ${seen.result.text.slice(0, 300)}`);
    assert.ok(JSON.parse(seen.result.text).message.length > 20);
    assert.ok(seen.mostMb < beforeMb + 500, `${beforeMb} MB became ${seen.mostMb} MB`);
  });

  test('10,000 connections at once, idle and with half a request, and others are still served', async () => {
    const beforeMb = residentMb(server.child.pid);
    const peers = [];
    const seen = await besideOthers(async () => {
      for (let i = 0; i < 10_000; ++i) {
        const peer = open();
        if (i % 2 === 1) peer.socket.write(`POST /v1/imports HTTP/1.1\r\nHost: ${'x'.repeat(1000)}`);
        peers.push(peer);
        if (i % 250 === 249) await Promise.all(peers.slice(-250).map((one) => one.ready));
      }
      await sleep(500);
    });
    const answered = peers.filter((peer) => peer.heard !== '');
    for (const { heard } of answered) assert.match(heard, /^HTTP\/1\.1 (408|503) [^]*(lambat|sambungan)/);
    console.log(`10,000 connections: ${peers.filter((peer) => !peer.closed).length} open at the end, ${answered.length} answered 408 or 503; `
      + `${Math.round(beforeMb)} MB became ${Math.round(seen.mostMb)} MB; ${seen.served} other requests served meanwhile, the slowest in ${seen.slowestMs} ms`);
    assert.ok(seen.mostMb < beforeMb + 500, `${beforeMb} MB became ${seen.mostMb} MB`);
    for (const peer of peers) peer.socket.destroy();
    await isServed();
  });
});

// One entry, xl/worksheets/sheet1.xml, of blanks: a thousand times its packed size.
function zipBomb(bytes) {
  const name = Buffer.from('xl/worksheets/sheet1.xml');
  const plain = Buffer.alloc(bytes, ' ');
  const packed = deflateRawSync(plain, { level: 9 });
  const sum = crc32 ? crc32(plain) : 0;
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(sum, 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(bytes, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
