#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { hasFailed, importTemplates, readCredentials, readTemplates, type ImportedWorkflow } from './importer';
import { N8nSession } from './n8nApi';

const HELP = `Brings the return workflows of n8n-nodes-returns into an n8n instance that has the package installed.

Usage: n8n-returns-import --url <address> [options]

  --url <address>            the instance, for example http://localhost:5678
  --api-key <key>            a key of n8n's public API (or the variable N8N_API_KEY)
  --credentials <file.json>  accounts to create: { "<name>": { "type": "...", "data": { ... } } }
  --templates <name...>      which workflows, by file name (default: all)
  --publish                  publish them
  --email <address>          login (or N8N_EMAIL), needed only to see how a publication ended
  --password <password>      its password (or, better, N8N_PASSWORD)
  --help                     this text

It may be run again at any time: it finds again what it has made, and leaves connected accounts as they are.
`;

const print = (text: string) => process.stdout.write(`${text}\n`);

async function main(args: string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			url: { type: 'string' },
			'api-key': { type: 'string', default: process.env.N8N_API_KEY },
			credentials: { type: 'string' },
			templates: { type: 'string', multiple: true, default: [] },
			publish: { type: 'boolean', default: false },
			email: { type: 'string', default: process.env.N8N_EMAIL },
			password: { type: 'string', default: process.env.N8N_PASSWORD },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		print(HELP);
		return 0;
	}
	if (!values.url) throw new Error('Say where n8n is: --url http://localhost:5678 (--help shows all options)');
	if (!values['api-key']) throw new Error('Give an API key, made in n8n under Settings > n8n API: --api-key, or the variable N8N_API_KEY');
	if (Boolean(values.email) !== Boolean(values.password)) throw new Error('A login needs both --email and --password');
	if (positionals.length > 0 && values.templates.length === 0) throw new Error(`What is "${positionals[0]}"? Names of workflows follow --templates`);

	const results = await importTemplates({
		url: values.url,
		apiKey: values['api-key'],
		templates: readTemplates([...values.templates, ...positionals]),
		credentials: values.credentials ? readCredentials(values.credentials) : {},
		publish: values.publish,
		session: values.email && values.password ? await N8nSession.login(values.url, values.email, values.password) : undefined,
	});
	print(report(results));
	return hasFailed(results) ? 1 : 0;
}

function report(results: ImportedWorkflow[]): string {
	const lines = table([['Workflow', 'Import', 'Publication'], ...results.map((item) => [item.name, item.action, item.publication])]);
	const missing = results.flatMap((item) =>
		item.missing.map(({ node, type, required, ambiguous }) => [
			item.name,
			node,
			`${type}${required ? '' : ' (optional)'}${ambiguous ? ' (several fit: choose one)' : ''}`,
		]),
	);
	if (missing.length > 0) lines.push('', 'Still to be connected in the editor:', ...table([['Workflow', 'Node', 'Credential type'], ...missing]));
	const errors = results.flatMap((item) => item.errors.map((error) => `  ${item.name}: ${error}`));
	if (errors.length > 0) lines.push('', 'Went wrong:', ...errors);
	if (results.some((item) => item.publication === 'accepted')) {
		lines.push('', 'n8n has accepted the publication. Whether every trigger could be registered shows only in the editor, or here with --email and --password.');
	}
	return lines.join('\n');
}

function table(rows: string[][]): string[] {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
	return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd());
}

main(process.argv.slice(2)).then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	},
);
