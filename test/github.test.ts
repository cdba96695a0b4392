import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/* What GitHub reads: the workflows and the forms for issues. */

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string };

interface Step {
	uses?: string;
	run?: string;
}
interface Workflow {
	on: Record<string, { tags?: string[] }>;
	permissions: object;
	jobs: Record<string, { permissions?: object; steps: Step[] }>;
}
const workflowOf = (name: string) => parse(read(`.github/workflows/${name}.yml`)) as Workflow;

it('a release is published from a tag only, with provenance, after all has been tested', () => {
	const { on, permissions, jobs } = workflowOf('release');
	expect(on).toEqual({ push: { tags: ['v*.*.*'] } });
	expect(permissions).toEqual({ contents: 'read' });
	expect(jobs.publish.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
	const runs = jobs.publish.steps.flatMap(({ run }) => run ?? []);
	expect(runs.slice(1)).toEqual([
		'.ci/run',
		'npm run build',
		'npm publish --provenance --access public --ignore-scripts',
	]);
});

it('no workflow takes an action without a version, or a stored key', () => {
	for (const file of readdirSync(join(root, '.github/workflows'))) {
		const steps = Object.values(workflowOf(file.replace('.yml', '')).jobs).flatMap((job) => job.steps);
		expect(steps.flatMap(({ uses }) => uses ?? []).filter((uses) => !/@v\d+$/.test(uses))).toEqual([]);
		expect(read(`.github/workflows/${file}`)).not.toContain('secrets.');
	}
});

describe('CHANGELOG.md', () => {
	const headings = [...read('CHANGELOG.md').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
	it('has what is not released first, then each version, the newest first', () => {
		const [first, ...versions] = headings;
		expect(first).toBe('[Unreleased]');
		expect(versions.filter((one) => !/^\[\d+\.\d+\.\d+\](?: - \d{4}-\d\d-\d\d)?$/.test(one))).toEqual([]);
		const numbers = versions.map((one) => one.match(/\d+/g)!.slice(0, 3).map(Number));
		const newestFirst = [...numbers].sort(([a, b, c], [d, e, f]) => d - a || e - b || f - c);
		expect(numbers).toEqual(newestFirst);
		expect(numbers[0].join('.')).toBe(version);
	});
	it('says under known headings what is new', () => {
		const parts = [...read('CHANGELOG.md').matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
		const known = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
		expect(parts.filter((part) => !known.includes(part))).toEqual([]);
	});
});

describe('forms for issues', () => {
	interface Field {
		type: string;
		id?: string;
		attributes: { label?: string; value?: string; options?: string[] };
	}
	const forms = readdirSync(join(root, '.github/ISSUE_TEMPLATE')).filter((file) => file !== 'config.yml');
	it.each(forms)('%s is a form that GitHub takes', (file) => {
		const form = parse(read(`.github/ISSUE_TEMPLATE/${file}`)) as { name: string; description: string; body: Field[] };
		expect([form.name, form.description].every(Boolean)).toBe(true);
		const asked = form.body.filter(({ type }) => type !== 'markdown');
		expect(asked.length).toBeGreaterThan(1);
		expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
		for (const { type, id, attributes } of form.body) {
			expect(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
			if (type === 'markdown') expect(attributes.value).toBeTruthy();
			else expect([id, attributes.label].every(Boolean)).toBe(true);
			if (type === 'dropdown') expect(attributes.options!.length).toBeGreaterThan(1);
		}
	});
	it('a weakness is told elsewhere', () => {
		const config = parse(read('.github/ISSUE_TEMPLATE/config.yml')) as { contact_links: Array<{ url: string }> };
		expect(read('SECURITY.md')).toContain(config.contact_links[0].url);
	});
});
