import { z } from 'zod';
import { readTemplates, type Template, type TemplateNode } from '../workflows/template';

/*
 * The pages of docs/templates. Whom a template is for and what to change in it, a person writes; what stands between the two marks is
 * what the template's own notes and triggers say.
 */

const [begin, end] = ['<!-- made of the template -->', '<!-- /made -->'];
const keys = readTemplates([]).map(({ key }) => key!);

/** What a person has written on a page: its title with whom it is for, and what to change. */
export interface Written {
	head: string;
	change: string;
}

/** Templates by the page that they share: a template, and those whose names go on from its name. */
export function families(templates: Template[]): Map<string, Template[]> {
	const keys = templates.map(({ key }) => key!).sort();
	const found = new Map<string, Template[]>();
	for (const one of templates) {
		const family = keys.find((key) => one.key === key || one.key!.startsWith(`${key}-`))!;
		found.set(
			family,
			[...(found.get(family) ?? []), one].sort((a, b) => (a.key! < b.key! ? -1 : 1)),
		);
	}
	return found;
}

/** What a person wrote on a page, whatever is made of the template. */
export function writtenIn(page: string): Written {
	const [head, rest = ''] = page.split(begin);
	return { head: head.trim(), change: (rest.split(end)[1] ?? '').trim() };
}

/** The page of a template, or of several that share one. */
export function templatePage(family: Template[], { head, change }: Written): string {
	return `${head}\n\n${begin}\n\n${family.map((one) => sectionsOf(one, family.length > 1)).join('\n\n')}\n\n${end}\n\n${change}\n`;
}

function sectionsOf(template: Template, named: boolean): string {
	const [overview, ...lanes] = notesOf(template);
	const { how, setup } = partsOf(overview);
	const level = named ? '###' : '##';
	return [
		...(named ? [`## ${template.name}`] : []),
		`![${template.name}, in the editor](../images/${pictureOf(template.key!)})`,
		`${level} How it works`,
		how,
		lanes.map((lane) => `- ${laneOf(lane)}`).join('\n'),
		`${level} What starts it`,
		[
			'| node | starts |',
			'|---|---|',
			...triggersOf(template).map(([name, starts]) => `| **${name}** | ${starts} |`),
		].join('\n'),
		`${level} Setup`,
		`Accounts: ${accountsOf(template).join(', ')}. File: [workflows/${template.key}.json](../../workflows/${template.key}.json).`,
		setup,
	]
		.filter(Boolean)
		.join('\n\n');
}

/** The texts of the notes on the canvas, the overview first. */
function notesOf({ nodes }: Template): string[] {
	return nodes
		.filter(({ type }) => type.endsWith('.stickyNote'))
		.map(({ parameters }) => z.string().parse(parameters?.content).trim());
}

function partsOf(overview: string): { how: string; setup: string } {
	const [, how, setup] = overview.split(/^### .*$/m);
	return { how: how.trim(), setup: setup.trim() };
}

function laneOf(note: string): string {
	const [title, ...text] = note.split('\n');
	const rest = text.join(' ').trim();
	const name = title.replace(/^#+\s*/, '');
	return rest ? `**${name}**: ${rest}` : `**${name}**`;
}

/** The file of a template's picture: one for a number; where several templates share it, those beside the first are named in full. */
export function pictureOf(key: string): string {
	const number = key.slice(0, 2);
	const sharing = keys.filter((one) => one.startsWith(`${number}-`));
	const isFirst = sharing.every((one) => one === key || one.length > key.length);
	return `template-${isFirst ? number : key}.png`;
}

/** The names of the accounts that the nodes of a template want. */
export function accountsOf({ nodes }: Template): string[] {
	const names = nodes.flatMap(({ credentials = {} }) => Object.values(credentials).flatMap(({ name }) => name ?? []));
	return [...new Set(names)];
}

const list = (value: unknown) =>
	z
		.array(z.string())
		.parse(value ?? [])
		.map((one) => `\`${one}\``)
		.join(', ');

/** What starts a node, in words, by its type. */
const starts: Record<string, (parameters: Record<string, unknown>) => string> = {
	returnCaseTrigger: ({ events, channels }) =>
		`when ${list(events)} happens to a return${channels ? ` (channels: ${z.string().parse(channels)})` : ''}`,
	shopifyReturnsTrigger: ({ topics }) => `when Shopify tells ${list(topics)}`,
	stripeRefundsTrigger: ({ events }) => `when Stripe tells ${list(events)}`,
	payPalRefundsTrigger: ({ events }) => `when PayPal tells ${list(events)}`,
	odooReturnsTrigger: ({ events }) => `when Odoo has ${list(events)}`,
	carrierTrackingTrigger: () => 'when a carrier tells where a parcel is, or is asked for it',
	returnAlarmTrigger: () => 'when something needs a person',
	returnDeskTrigger: () => "serves the desk's pages, and starts when something was done on one",
	returnPortalTrigger: ({ path }) => `serves the customers' pages at \`/webhook/${z.string().parse(path)}\``,
	formTrigger: ({ options, path }) =>
		`a form at \`/form/${z.string().parse((options as { path?: string } | undefined)?.path ?? path)}\`, signed in by n8n`,
	webhook: ({ path }) => `a request to \`/webhook/${z.string().parse(path)}\``,
	mcpTrigger: ({ path }) => `an AI assistant that connects to \`/mcp/${z.string().parse(path)}\``,
	errorTrigger: () => 'when a flow of another workflow has failed',
	manualTrigger: () => 'when you run it in the editor',
	scheduleTrigger: ({ rule }) => scheduleOf(rule),
};

const schedule = z.object({
	interval: z.array(
		z.object({
			field: z.string().default('days'),
			triggerAtHour: z.number().default(0),
			triggerAtMinute: z.number().default(0),
			triggerAtDay: z.array(z.number()).optional(),
			triggerAtDayOfMonth: z.number().optional(),
		}),
	),
});

function scheduleOf(rule: unknown): string {
	const [{ field, triggerAtHour, triggerAtMinute, triggerAtDay, triggerAtDayOfMonth }] = schedule.parse(rule).interval;
	const minute = String(triggerAtMinute).padStart(2, '0');
	const days: Record<string, string> = {
		days: 'each day',
		weeks: `each ${['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][triggerAtDay?.[0] ?? 0]}`,
		months: `on day ${triggerAtDayOfMonth} of each month`,
	};
	if (field === 'hours') return `each hour, at minute ${minute}`;
	if (!days[field]) throw new Error(`gulp/templatePage.ts has no words for a schedule by ${field}`);
	return `${days[field]} at ${triggerAtHour}:${minute}`;
}

function triggersOf({ nodes }: Template): Array<[string, string]> {
	return nodes.flatMap((node) => {
		const say = starts[typeOf(node)];
		if (say) return [[node.name, say(node.parameters ?? {})] as [string, string]];
		if (/trigger/i.test(node.type)) throw new Error(`gulp/templatePage.ts has no words for what starts ${node.type}`);
		return [];
	});
}

function typeOf({ type }: TemplateNode): string {
	return type.split('.').at(-1)!;
}
