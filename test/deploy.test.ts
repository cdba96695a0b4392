import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/* docs/deploy: Docker is not asked; what can be wrong in the files by themselves is looked for here. */

interface Service {
	image: string;
	command?: string | string[];
	ports?: string[];
	environment?: Record<string, string>;
	volumes?: string[];
	depends_on?: Record<string, { condition: string }>;
	healthcheck?: object;
}
interface Compose {
	services: Record<string, Service>;
	volumes: Record<string, null>;
}

const folder = join(__dirname, '../docs/deploy');
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const composeOf = (text: string) => parse(text, { merge: true, uniqueKeys: true }) as Compose;
const page = read('README.md');
const settings = read('../guides/n8n-settings.md');
const [, proven] = /proven on ([\d.]+)/.exec(read('../../README.md'))!;

/** Everything that is wrong in a file. */
function faultsIn(text: string): string[] {
	const { services, volumes } = composeOf(text);
	const variables = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
	const optional = [...text.matchAll(/(?<!\$)\$\{\w+\}/g)].map(([found]) => `${found} may be blank`);
	return [
		...optional,
		...variables
			.filter((name) => !page.includes(`\n   ${name}=`))
			.map((name) => `${name} is not in the .env of the page`),
		...Object.entries(services).flatMap(([name, service]) => faultsOf(name, service, services, volumes)),
	];
}

function faultsOf(
	name: string,
	service: Service,
	services: Compose['services'],
	volumes: Compose['volumes'],
): string[] {
	const { image, ports = [], environment = {}, volumes: mounts = [], depends_on: waits = {} } = service;
	const [, product, version] = /^([\w/]+):(\d+\.\d+(?:\.\d+)?)$/.exec(image) ?? [];
	const ofN8n = product === 'n8nio/n8n';
	const known = (variable: string) => page.includes(`\`${variable}\``) || settings.includes(`\`${variable}\``);
	return [
		...(version ? [] : [`${name}: ${image} is not pinned`]),
		...(ofN8n && version !== proven ? [`${name}: n8n ${version} is not the proven ${proven}`] : []),
		...(ofN8n ? Object.keys(environment).filter((one) => !known(one)) : []).map(
			(one) => `${name}: ${one} is not explained`,
		),
		...ports.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => `${name}: ${port} is open to everybody`),
		...Object.entries(waits).flatMap(([other, { condition }]) => {
			if (!services[other]) return [`${name} waits for ${other}, which is not there`];
			return condition === 'service_healthy' && !services[other].healthcheck
				? [`${other} never says that it is healthy`]
				: [];
		}),
		...mounts
			.map((mount) => mount.split(':')[0])
			.filter((from) =>
				from.startsWith('./') ? from !== './package' && !existsSync(join(folder, from)) : !(from in volumes),
			)
			.map((from) => `${name}: ${from} is not there`),
	];
}

it.each(files)('%s is a compose file without a fault', (file) => {
	expect(faultsIn(read(file))).toEqual([]);
	expect(page).toContain(`(${file})`);
});

describe('queue mode', () => {
	const { services } = composeOf(read('compose.queue.yaml'));
	const processes = Object.entries(services).filter(([, { environment }]) => environment?.EXECUTIONS_MODE);
	it('has a main process and two workers that agree in everything', () => {
		expect(processes.map(([name, { command }]) => [name, command])).toEqual([
			['main', undefined],
			['worker-1', 'worker'],
			['worker-2', 'worker'],
		]);
		const [[, main], ...workers] = processes;
		for (const [, worker] of workers) {
			expect(worker.environment).toEqual(main.environment);
			expect(worker.volumes).toEqual(['nodes:/home/node/.n8n/nodes']);
			expect(Object.keys(worker.depends_on!)).toEqual(['package', 'postgres', 'redis', 'main']);
		}
		expect(main.volumes).toContain('nodes:/home/node/.n8n/nodes');
		expect(main.environment).toMatchObject({
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: 'postgres',
			QUEUE_BULL_REDIS_HOST: 'redis',
		});
	});
	it('has a database for the cases beside that of n8n', () => {
		expect(services.postgres.volumes).toContain('./returns.sql:/docker-entrypoint-initdb.d/returns.sql:ro');
		expect(read('returns.sql')).toMatch(/^CREATE DATABASE returns OWNER n8n;$/m);
		expect(services.postgres.environment).toMatchObject({ POSTGRES_DB: 'n8n', POSTGRES_USER: 'n8n' });
	});
});

it('installs the package as the README does', () => {
	const [options] = /--omit=dev[^\n'`]*/.exec(read('../../README.md')) ?? [read('../guides/first-return.md')];
	for (const file of files) expect(String(composeOf(read(file)).services.package.command)).toContain(options.trim());
});

it('a fault would be found', () => {
	const text = read('compose.queue.yaml')
		.replace('image: redis:7.4.5', 'image: redis:latest')
		.replace('127.0.0.1:5678:5678', '5678:5678')
		.replace('DB_TYPE:', 'N8N_TYPO:')
		.replace('  postgres:\n  redis:\n', '  redis:\n')
		.replace('${REDIS_PASSWORD:?}', '${REDIS_SECRET}');
	expect(faultsIn(text).sort()).toEqual([
		'${REDIS_SECRET} may be blank',
		'REDIS_SECRET is not in the .env of the page',
		'main: 5678:5678 is open to everybody',
		'main: N8N_TYPO is not explained',
		'postgres: postgres is not there',
		'redis: redis:latest is not pinned',
		'worker-1: N8N_TYPO is not explained',
		'worker-2: N8N_TYPO is not explained',
	]);
});
