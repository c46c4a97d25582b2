// SPDX-License-Identifier: Apache-2.0
// A stand-in for the server, for working on the client alone: `node mock/server.mjs [port]` serves
// dist/ and invented /v1 replies of an invented province. Never part of the product.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { readFileSync } from 'node:fs';

const port = Number(process.argv[2] ?? 8099);
const empty = process.argv.includes('--empty');
const dist = new URL('../dist/', import.meta.url).pathname;

let seed = 7;
const random = () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648);
const L = (id, en) => ({ id, en: en ?? id });

const province = { uid: 'P0000000001', code: '99', name: 'Provinsi Contoh Samudra', short_name: 'Contoh Samudra', level: 2, type: 'province' };
const nation = { uid: 'N0000000001', code: '00', name: 'Negara Contoh', short_name: 'Negara', level: 1, type: 'nation' };
const names = ['Kab. Arung', 'Kab. Selat', 'Kab. Rimba', 'Kab. Bandar', 'Kab. Batu Angin', 'Kota Bandar', 'Kota Muara', 'Kota Rimba'];
const districts = names.map((name, i) => ({
  uid: `D000000000${i}`, code: `99.${name.startsWith('Kota') ? 71 + i - 5 : `0${i + 1}`}`, name, short_name: name, level: 3, type: 'district',
  predecessor: i === 3 ? { uid: 'D0000000002', name: 'Kab. Rimba', year: 2024 } : null,
}));
const syllables = ['Ranu', 'Tala', 'Wira', 'Kelam', 'Sunya', 'Laras', 'Embun', 'Pasir', 'Gading', 'Lumut'];
const subdistricts = districts.flatMap((d, i) => Array.from({ length: 6 }, (_, k) => ({
  uid: `S00000000${i}${k}`, code: `${d.code}.0${k + 1}`, name: `Kec. ${syllables[(i + k) % 10]} ${syllables[(3 * i + k + 4) % 10]}`, level: 4, type: 'subdistrict', parent: d,
})));
const facilities = subdistricts.flatMap((s) => [0, 1].map((k) => ({
  uid: `F${s.uid.slice(1, 10)}${k}`, code: `P99${s.code.replaceAll('.', '')}${k}`, name: k ? `Klinik ${s.name.slice(5)}` : `Puskesmas ${s.name.slice(5)}`,
  level: 5, type: 'facility', kind: k ? 'klinik' : 'puskesmas', ownership: k ? 'private' : 'government', parent: s,
})));
districts.forEach((d) => (d.parent = province));
province.parent = nation;
const all = [nation, province, ...districts, ...subdistricts, ...facilities];
const childrenOf = (u) => all.filter((c) => c.parent === u);
const find = (key) => all.find((u) => u.uid === key || u.code === key);
const out = (u) => ({
  uid: u.uid, code: u.code, name: u.name, short_name: u.short_name ?? u.name, level: u.level, type: u.type, kind: u.kind ?? '',
  ownership: u.ownership ?? '', has_geometry: u.level < 5, children: childrenOf(u).length, opened: null, closed: null, predecessor: u.predecessor ?? null,
});

// Cells of a jittered grid, shared out to the nearest seed: neighbours share arcs, as real borders do.
function topologyOf(units, s) {
  seed = s;
  const W = 22, H = 14, arcs = [], arcOf = new Map();
  const vertex = Array.from({ length: (W + 1) * (H + 1) }, () => [random() * 0.7 - 0.35, random() * 0.7 - 0.35]);
  const at = (x, y) => [120 + (x + vertex[y * (W + 1) + x][0]) * 0.1, -8 - (y + vertex[y * (W + 1) + x][1]) * 0.1];
  const seeds = units.map((_, i) => [W * (0.18 + 0.64 * random()), H * (0.15 + 0.7 * random()), i < 2 ? 1.3 : i > 4 ? 0.55 : 1]);
  const owner = (x, y) => {
    if (x < 0 || y < 0 || x >= W || y >= H) return -1;
    const r = Math.hypot((x + 0.5 - W / 2) / (W / 2), (y + 0.5 - H / 2) / (H / 2));
    if (r > 0.86 + 0.12 * Math.sin(3 * Math.atan2(y - H / 2, x - W / 2) + s)) return -1;
    let best = 0, d = Infinity;
    seeds.forEach(([sx, sy, w], i) => { const e = Math.hypot(sx - x - 0.5, sy - y - 0.5) / w; if (e < d) { d = e; best = i; } });
    return best;
  };
  const arc = (a, b) => {
    const key = `${a}|${b}`, back = `${b}|${a}`;
    if (arcOf.has(back)) return ~arcOf.get(back);
    if (!arcOf.has(key)) { arcOf.set(key, arcs.length); arcs.push([at(...a), at(...b)]); }
    return arcOf.get(key);
  };
  const edges = units.map(() => new Map());
  for (let y = 0; y < H; ++y) for (let x = 0; x < W; ++x) {
    const me = owner(x, y);
    if (me < 0) continue;
    const sides = [[[x, y], [x + 1, y], x, y - 1], [[x + 1, y], [x + 1, y + 1], x + 1, y], [[x + 1, y + 1], [x, y + 1], x, y + 1], [[x, y + 1], [x, y], x - 1, y]];
    for (const [a, b, nx, ny] of sides) if (owner(nx, ny) !== me) edges[me].set(String(a), [...(edges[me].get(String(a)) ?? []), [a, b]]);
  }
  const geometries = units.flatMap((u, i) => {
    const rings = [];
    while ([...edges[i].values()].some((v) => v.length)) {
      const ring = [];
      let [start] = [...edges[i].entries()].find(([, v]) => v.length);
      let here = start;
      do { const [a, b] = edges[i].get(here).pop(); ring.push(arc(a, b)); here = String(b); } while (here !== start);
      rings.push([ring]);
    }
    return rings.length ? [{ type: 'MultiPolygon', id: u.uid, arcs: rings, properties: { code: u.code, name: u.name } }] : [];
  });
  return { type: 'Topology', objects: { units: { type: 'GeometryCollection', geometries } }, arcs };
}

const base = { note: L(''), numerator: '#{A}', denominator: '#{B}', factor: 100, decimals: 1, months: [], kind: 'routine', events_small: false, proportion: true, level: 'puskesmas', system: '', unverified: false, basis_rule: 'projection', period_rule: 'cumulative', direction: 'higher', group: 'spm', pillar: 1, unit: L('%'), source: 'Peraturan contoh' };
const target = (value) => [2022, 2023, 2024, 2025].map((year) => ({ year: String(year), value, source: 'Renstra contoh', unverified: year === 2025 }));
const indicators = [
  { ...base, code: 'SPM-K01', name: L('Pelayanan kesehatan ibu hamil', 'Antenatal care'), short_name: L('Ibu hamil', 'Antenatal care'), numerator_text: L('Ibu hamil mendapat pelayanan sesuai standar', 'Pregnant women served to standard'), denominator_text: L('Sasaran ibu hamil', 'Estimated pregnant women'), targets: target(100), unverified: true },
  { ...base, code: 'SPM-K02', name: L('Pelayanan kesehatan ibu bersalin', 'Delivery care'), short_name: L('Ibu bersalin', 'Delivery care'), numerator_text: L('Ibu bersalin dilayani'), denominator_text: L('Sasaran ibu bersalin'), targets: target(100) },
  { ...base, code: 'AKI', group: 'iku', name: L('Angka kematian ibu', 'Maternal mortality ratio'), short_name: L('AKI', 'MMR'), unit: L('per 100.000 KH', 'per 100,000 LB'), factor: 100000, decimals: 0, direction: 'lower', events_small: true, proportion: false, numerator_text: L('Kematian ibu', 'Maternal deaths'), denominator_text: L('Kelahiran hidup', 'Live births'), targets: target(122) },
  { ...base, code: 'AKB', group: 'iku', name: L('Angka kematian bayi', 'Infant mortality rate'), short_name: L('AKB', 'IMR'), unit: L('per 1.000 KH', 'per 1,000 LB'), factor: 1000, direction: 'lower', events_small: true, proportion: false, numerator_text: L('Kematian bayi', 'Infant deaths'), denominator_text: L('Kelahiran hidup', 'Live births'), targets: target(12) },
  { ...base, code: 'GIZI-BURUK', group: 'iku', name: L('Prevalensi gizi buruk', 'Severe wasting'), short_name: L('Gizi buruk', 'Severe wasting'), period_rule: 'fixed', months: [2, 8], direction: 'lower', numerator_text: L('Balita gizi buruk', 'Severely wasted children'), denominator_text: L('Balita ditimbang', 'Children weighed'), targets: target(3) },
  { ...base, code: 'STUNTING-SURVEI', group: 'gizi', kind: 'survey', name: L('Stunting (survei)', 'Stunting (survey)'), short_name: L('Stunting survei', 'Stunting survey'), period_rule: 'yearly', direction: 'lower', numerator_text: L('Balita pendek', 'Stunted children'), denominator_text: L('Balita dalam sampel', 'Children sampled'), targets: target(14) },
  { ...base, code: 'IKM', group: 'iku', pillar: 2, name: L('Indeks kepuasan masyarakat', 'Public satisfaction index'), short_name: L('IKM', 'Satisfaction'), unit: L('', ''), decimals: 2, period_rule: 'yearly', proportion: false, numerator_text: L('Jumlah nilai', 'Score sum'), denominator_text: L('Responden', 'Respondents'), targets: target(88.3) },
  { ...base, code: 'JKN', group: 'jkn', pillar: 4, name: L('Cakupan kepesertaan JKN', 'Health insurance coverage'), short_name: L('Cakupan JKN', 'JKN coverage'), period_rule: 'latest', numerator_text: L('Peserta JKN', 'Members'), denominator_text: L('Penduduk', 'Population'), targets: target(98) },
];
const pillars = [['Layanan primer', 'Primary care', '#00784c'], ['Layanan rujukan', 'Referral care', '#5364d6'], ['Ketahanan kesehatan', 'Health resilience', '#7d1d03'], ['Pembiayaan kesehatan', 'Health financing', '#8c6a00'], ['SDM kesehatan', 'Health workforce', '#8a5c86'], ['Teknologi kesehatan', 'Health technology', '#00384f']]
  .map(([id, en, color], i) => ({ number: i + 1, name: L(id, en), color }));

let change = 123;
let bump = 0;
const hash = (t) => { let h = 9; for (const c of t) h = Math.imul(h ^ c.charCodeAt(0), 387420489); return ((h ^ (h >>> 9)) >>> 0) / 4294967296; };

function cell(ind, u, per) {
  const year = Number(per.slice(0, 4)), month = per.length === 6 && !/[QS]/.test(per) ? Number(per.slice(4)) : 12;
  const none = (reason) => ({ value: null, numerator: null, denominator: null, low: null, high: null, reported: 0, expected: 12, reason, incomplete: false, status: 'none', rank: null });
  if (u.code === '99.02' && year === 2025) return none('not_reported');
  if (ind.kind === 'survey' && year === 2025) return none('not_reported');
  if (ind.code === 'SPM-K02' && u.code === '99.03') return none('blank');
  if (ind.code === 'SPM-K02' && u.code === '99.04') return none('not_applicable');
  if (ind.code === 'SPM-K02' && u.code === '99.71') return none('suppressed');
  if (ind.code === 'JKN') return { ...none(''), value: 80, numerator: 800, denominator: 1000, low: 77.4, high: 82.3, reported: 12, expected: 12, status: 'below', rank: 1 };
  if (year === 2024 && month === 5) return none('not_reported');
  const r = hash(u.uid + ind.code), size = Math.round((u.level === 2 ? 90000 : u.level === 3 ? 4000 + 16000 * r : 300 + 900 * r));
  let v = ind.code === 'AKI' ? 60 + 140 * r : ind.code === 'AKB' ? 5 + 12 * r : ind.direction === 'lower' ? 1 + 5 * r : 62 + 36 * r + (u.code === '99.01' ? bump : 0);
  if (ind.code === 'STUNTING-SURVEI') v = 12 + 14 * r;
  v *= ind.direction === 'higher' ? 1 + (year - 2025) * 0.02 * (r > 0.3 ? 1 : -1) : 1 - (year - 2025) * 0.03;
  if (ind.period_rule === 'cumulative' && ind.group === 'spm') v *= month / 12 + 0.1 * (month < 12 ? 1 : 0);
  const numerator = Math.round((v / ind.factor) * size);
  const value = (numerator / size) * ind.factor;
  const se = ind.factor === 100 ? 1.96 * Math.sqrt((value * Math.max(0, 100 - value)) / size) : (1.96 * Math.sqrt(numerator + 1) * ind.factor) / size;
  const t = ind.targets[0].value, ratio = ind.direction === 'higher' ? value / t : t / value;
  const status = ratio >= 1 ? 'achieved' : ratio >= 0.85 ? 'near' : ratio >= 0.6 ? 'below' : 'critical';
  return { value, numerator, denominator: size, low: Math.max(0, value - se), high: value + se, reported: u.level === 5 ? 1 : 11, expected: u.level === 5 ? 1 : 12, reason: '', incomplete: r > 0.9, status, rank: ind.events_small && numerator < 10 ? null : 1 };
}

function figures(q) {
  const ind = indicators.find((i) => i.code === q.get('indicator')), unit = find(q.get('unit'));
  if (!ind || !unit) return null;
  const periods = q.get('period').split(';'), below = Number(q.get('below') ?? 0);
  let units = [unit];
  if (below === 1) units = [unit, ...childrenOf(unit)];
  if (below === 2) units = [unit, ...childrenOf(unit).flatMap(childrenOf)];
  const cells = { value: [], numerator: [], denominator: [], low: [], high: [], reported: [], expected: [], reason: [], incomplete: [], status: [], rank: [] };
  const table = units.map((u) => periods.map((p) => cell(ind, u, p)));
  periods.forEach((_, k) => {
    const order = table.map((row, i) => [row[k], i]).filter(([c, i]) => i > 0 && c.rank).sort((a, b) => (ind.direction === 'higher' ? b[0].value - a[0].value : a[0].value - b[0].value));
    order.forEach(([c], i) => (c.rank = i + 1));
    if (table[0][k]) table[0][k].rank = null;
  });
  for (const row of table) for (const c of row) for (const key of Object.keys(cells)) cells[key].push(c[key]);
  const t = ind.targets[0].value;
  const survey = ind.code === 'GIZI-BURUK' ? [2022, 2023, 2024].map((y) => ({ unit: unit.uid, period: String(y), value: 4.5 - (y - 2022) * 0.6, low: 3.6 - (y - 2022) * 0.6, high: 5.5 - (y - 2022) * 0.6, source: 'Survei contoh', basis: 'survei', kind: 'survey' })) : [];
  return {
    indicator: ind.code, change, pulled: '2025-11-25T03:05:21Z', suppressed: ind.code === 'SPM-K02',
    periods: periods.map((id) => ({ id, name: L(id) })),
    units: units.map((u, i) => ({ uid: u.uid, code: u.code, name: u.name, short_name: u.short_name ?? u.name, ...(i === 0 ? { self: true } : {}) })),
    cells, target: cells.value.map(() => t), target_upper: cells.value.map(() => null),
    breaks: ind.code === 'STUNTING-SURVEI' ? [10, 14, 20, 30] : ind.direction === 'higher' ? [70, 80, 90, 95].map((b) => (t === 100 ? b : (b * t) / 100)) : [0.5, 0.75, 1, 1.5].map((f) => f * t),
    ramp: ind.direction === 'higher' ? 'coverage' : 'burden', interval: 'wilson', published: survey, events_small: ind.events_small, rankable: true, note: L(''),
  };
}

const monthsTo = (per) => Array.from({ length: 12 }, (_, i) => { const m = Number(per.slice(0, 4)) * 12 + Number(per.slice(4) || 12) - 12 + i; return `${Math.floor(m / 12)}${String((m % 12) + 1).padStart(2, '0')}`; });
const stored = new Map();
const streams = new Set();
let user = null;
const elements = ['Ibu hamil dilayani sesuai standar', 'Ibu hamil kontak pertama (K1)', 'Ibu hamil kontak keempat (K4)', 'Ibu bersalin ditolong tenaga kesehatan', 'Balita ditimbang', 'Balita gizi buruk', 'Kematian ibu', 'Kematian bayi'].map((name, i) => ({ uid: `E000000000${i}`, code: `DE_${i}`, name }));
const valueOf = (unit, per, i) => stored.get(`${unit}${per}${i}`) ?? (i === 5 ? { state: 'missing', value: null } : i === 6 ? { state: 'number', value: 0 } : i === 7 ? { state: 'blank', value: null } : { state: 'number', value: Math.round(40 * hash(unit + per + i)) });
const session = () => ({ user, office: 'Dinas Kesehatan Provinsi Contoh', demo: true, change, version: '0.1.0', attributions: ['Batas wilayah: rekaan'], default_unit: empty ? '' : province.uid, default_period: empty ? '' : '202510', today: '2025-11-25' });
const values = (q) => { const u = find(q.get('unit')); return { unit: u.uid, period: q.get('period'), rows: elements.map((data_element, i) => ({ data_element, ...valueOf(u.uid, q.get('period'), i), previous: Math.round(40 * hash(u.uid + i)), change: 100 + i })) }; };

function emit() {
  change += 1;
  for (const s of streams) s.write(`event: change\nid: ${change}\ndata: ${JSON.stringify({ change, values: 1, metadata: 0 })}\n\n`);
}

async function body(req) {
  let t = '';
  for await (const c of req) t += c;
  return t;
}

async function api(req, res, url) {
  const q = url.searchParams, path = url.pathname;
  const json = (value, status = 200) => {
    const fail = value === null;
    res.writeHead(fail ? 404 : status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(fail ? { code: 'NotFound', message: 'Tidak ditemukan', detail: path } : value));
  };
  if (path === '/v1/session' && req.method === 'POST') {
    const b = JSON.parse(await body(req));
    if (b.password !== 'contoh') return json({ code: 'Unauthorized', message: 'Nama atau kata sandi tidak cocok' }, 401);
    user = { username: b.username, name: 'Operator Contoh', unit: { uid: province.uid, code: province.code, name: province.name }, rights: ['view', 'enter', 'operate'] };
    return json(session());
  }
  if (path === '/v1/session' && req.method === 'DELETE') { user = null; res.writeHead(204); return res.end(); }
  if (path === '/v1/session') return json(session());
  if (path === '/v1/catalogue') return json({ pillars, indicators, change });
  if (path === '/v1/units') return json({ units: all.filter((u) => `${u.name} ${u.code}`.toLowerCase().includes((q.get('q') ?? '').toLowerCase())).slice(0, 12).map(out) });
  let m = /^\/v1\/units\/([^/]+)\/map$/.exec(path);
  if (m) { const u = find(decodeURIComponent(m[1])); const list = u ? childrenOf(u).filter((c) => c.level < 5) : []; return json(list.length ? topologyOf(list, u.uid.charCodeAt(10) + list.length) : { type: 'Topology', objects: { units: { type: 'GeometryCollection', geometries: [] } }, arcs: [] }); }
  m = /^\/v1\/units\/([^/]+)$/.exec(path);
  if (m) { const u = find(decodeURIComponent(m[1])); if (!u) return json(null); const up = []; for (let p = u.parent; p; p = p.parent) up.unshift(out(p)); return json({ unit: out(u), ancestors: up, children: childrenOf(u).map(out) }); }
  if (path === '/v1/figures') return json(figures(q));
  if (path === '/v1/reporting') {
    const u = find(q.get('unit')), periods = monthsTo(q.get('period')), kids = childrenOf(u).length ? childrenOf(u) : [u];
    return json({ data_sets: ['DS1'], periods, units: kids.map((k) => ({ uid: k.uid, code: k.code, name: k.name, short_name: k.short_name ?? k.name, expected: periods.map(() => 12), reported: periods.map((p, i) => Math.min(12, Math.round((i > 9 ? 5 : 10) + 3 * hash(k.uid + p)))) })), missing: facilities.filter((f) => hash(f.uid) > 0.86).map((f) => ({ uid: f.uid, name: f.name, parent: f.parent.parent.name })) });
  }
  if (path === '/v1/changes') return json({ changes: empty ? [] : [{ number: 123, time: '2025-11-25T02:12:00Z', actor: 'pkm.ranu', reason: 'Isi data Oktober 2025', values: 41, metadata: 0 }, { number: 122, time: '2025-11-24T08:40:00Z', actor: 'operator', reason: 'Impor laporan_oktober.csv', values: 1280, metadata: 0 }, { number: 121, time: '2025-11-20T01:05:00Z', actor: 'operator', reason: 'Batas kecamatan baru', values: 0, metadata: 6 }] });
  if (path === '/v1/values' && req.method === 'POST') {
    const b = JSON.parse(await body(req)), u = find(b.unit), i = elements.findIndex((e) => e.uid === b.data_element || e.code === b.data_element);
    const s = b.value === '' ? { state: 'blank', value: null } : b.value === 'TB' ? { state: 'not_applicable', value: null } : b.value === '*' ? { state: 'suppressed', value: null } : { state: 'number', value: Number(b.value) };
    stored.set(`${u.uid}${b.period}${i}`, s); bump += 5; emit();
    return json({ change, ...s });
  }
  if (path === '/v1/values/history') return json({ versions: [{ state: 'number', value: 12, from: 110, to: null, actor: 'pkm.ranu', time: '2025-11-05T03:00:00Z', reason: '' }, { state: 'number', value: 120, from: 98, to: 110, actor: 'pkm.ranu', time: '2025-11-04T03:00:00Z', reason: 'salah ketik' }] });
  if (path === '/v1/values') return json(values(q));
  if (path === '/v1/imports') { await body(req); const dry = q.get('dry_run') === 'true'; if (!dry) emit(); return json({ dry_run: dry, change: dry ? 0 : change, new: 120, changed: 9, same: 300, rejected: 2, dropped_columns: ['NIK'], problems: [{ row: 3, column: 'C', message: '"1,2,3" bukan angka; tulis 123 atau 1,23.' }, { row: 9, column: 'A', message: 'Tidak ada unit bernama "Kec. Entah"; periksa ejaan atau pakai kodenya.' }], questions: [], attribution: '' }); }
  if (path === '/v1/events') { res.writeHead(200, { 'content-type': 'text/event-stream' }); res.write(': ping\n\n'); streams.add(res); req.on('close', () => streams.delete(res)); return; }
  json(null);
}

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };
createServer((req, res) => {
  const url = new URL(req.url, 'http://x');
  if (url.pathname.startsWith('/v1/')) { void api(req, res, url); return; }
  if (url.pathname === '/mock/change') { bump += 5; emit(); res.end('ok'); return; }
  let file = join(dist, url.pathname);
  if (!existsSync(file) || statSync(file).isDirectory()) file = join(dist, 'index.html');
  const type = types[extname(file)] ?? 'application/octet-stream';
  const headers = { 'content-type': type, 'content-security-policy': "default-src 'self'" };
  if (/text|svg/.test(type)) { res.writeHead(200, { ...headers, 'content-encoding': 'br' }); res.end(brotliCompressSync(readFileSync(file), { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })); return; }
  res.writeHead(200, headers);
  createReadStream(file).pipe(res);
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
