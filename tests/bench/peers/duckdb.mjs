// node duckdb.mjs SQLDIR DATADIR VARIANT THREADS [DBFILE]
//
// Runs common.sql and VARIANT.sql and prints "tier calls seconds micro" lines.
// Needs the npm package @duckdb/node-api in a node_modules above the folder
// from which it is run (NODE_PATH does not work for modules).
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const require = createRequire(path.join(process.cwd(), 'x.js'));
const { DuckDBInstance } = require('@duckdb/node-api');
const [sqldir, data, variant, threads, file = ':memory:'] =
    process.argv.slice(2);
const instance = await DuckDBInstance.create(file, { threads });
const db = await instance.connect();

for (const name of ['common', variant]) {
	const text = readFileSync(path.join(sqldir, name + '.sql'), 'utf8')
	    .replaceAll(':DIR', data)
	    .split('\n').filter((line) => !line.startsWith('--')).join('\n');

	for (const sql of text.split(/;\s*$/m))
		if (sql.trim() !== '')
			await db.run(sql);
}
const sums = await db.runAndReadAll('SELECT tier, calls, billed_s, micro FROM' +
    ' sums ORDER BY tier');
for (const row of sums.getRows())
	console.log(row.join(' '));
if (file !== ':memory:')
	await db.run('CHECKPOINT');
db.closeSync();
