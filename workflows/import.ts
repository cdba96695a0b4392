#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { hasFailed, importTemplates, readCredentials, readTemplates, undoImport } from './importer';
import { N8nSession } from './n8nApi';
import { report } from './report';

const HELP = `Brings the return workflows of n8n-nodes-returns into an n8n instance that has the package installed.

Usage: n8n-returns-import --url <address> [options]

  --url <address>            the instance, for example http://localhost:5678
  --api-key <key>            a key of n8n's public API (or the variable N8N_API_KEY)
  --credentials <file.json>  accounts to create: { "<name>": { "type": "...", "data": { ... } } }
  --templates <name...>      which workflows: file names, numbers, or return (01 to 04, 10 to 14); default: all
  --brand <name>             for one more shop in the same n8n: workflows, addresses and accounts of its own
  --publish                  publish them; 41-reconcile-nightly-mend only when it is named alone
  --dry-run                  write nothing; show what would be done
  --adopt                    take over workflows of the same name that were imported by hand, with all that is in them
  --undo                     take back what the last run changed; what you have changed since stays
  --backups <folder>         where workflows are kept before they are changed (default: ~/.n8n-nodes-returns/backups)
  --email <address>          login (or N8N_EMAIL), needed only to see how a publication ended
  --password <password>      its password (or, better, N8N_PASSWORD)
  --help                     this text

It may be run again at any time. What you have changed in n8n stays: nodes you added or moved, values, connections, accounts. What the
templates have changed since goes in beside it. Where both changed the same thing, yours stays and you are told.
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
			brand: { type: 'string' },
			publish: { type: 'boolean', default: false },
			'dry-run': { type: 'boolean', default: false },
			adopt: { type: 'boolean', default: false },
			undo: { type: 'boolean', default: false },
			backups: { type: 'string' },
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
	if (!values['api-key'])
		throw new Error('Give an API key, made in n8n under Settings > n8n API: --api-key, or the variable N8N_API_KEY');
	if (Boolean(values.email) !== Boolean(values.password)) throw new Error('A login needs both --email and --password');
	if (positionals.length > 0 && values.templates.length === 0)
		throw new Error(`What is "${positionals[0]}"? Names of workflows follow --templates`);

	const n8n = {
		url: values.url,
		apiKey: values['api-key'],
		backupFolder: values.backups,
		session:
			values.email && values.password ? await N8nSession.login(values.url, values.email, values.password) : undefined,
	};
	const { 'dry-run': dryRun, adopt, brand, publish } = values;
	const results = values.undo
		? await undoImport(n8n)
		: await importTemplates({
				...n8n,
				brand,
				publish,
				adopt,
				dryRun,
				templates: readTemplates([...values.templates, ...positionals]),
				credentials: values.credentials ? readCredentials(values.credentials) : {},
			});
	print(report(results, { dryRun, undone: values.undo }));
	return hasFailed(results) ? 1 : 0;
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
