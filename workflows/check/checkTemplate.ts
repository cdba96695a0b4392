import { isDeepStrictEqual } from 'node:util';
import { NodeHelpers, type INodeParameters, type INodeProperties, type INodeTypeDescription } from 'n8n-workflow';
import { describedAs } from '../toolNodes';
import { namedCredentials } from './credentialNames';
import { Template } from './template';

/** What is known of a node type of n8n itself (foreignNodes.json, held to the real n8n by test/n8n). */
export interface ForeignNode {
	version: number;
	parameters: string[];
	/** Whether its output replaces the item's JSON: then no node of this pack can come after it. */
	replacesJson: boolean;
}

export interface Knowledge {
	/** Descriptions of the pack's nodes by full type name, e.g. `n8n-nodes-returns.returnCase`. */
	own: Record<string, INodeTypeDescription>;
	foreign: Record<string, ForeignNode>;
}

/** What is wrong with a template, a sentence each; an empty list when it may be shipped. */
export function checkTemplate(template: Template, { own, foreign }: Knowledge): string[] {
	const problems: string[] = [];
	const names = new Set<string>();
	for (const node of template.nodes) {
		const say = (problem: string) => problems.push(`"${node.name}": ${problem}`);
		if (names.has(node.name)) say('there are two nodes of this name');
		names.add(node.name);
		if (node.disabled) say('is disabled');
		if (node.type === 'n8n-nodes-base.scheduleTrigger' && node.parameters.misfirePolicy !== 'coalesce')
			say('does not run what it missed while n8n was down (misfirePolicy: coalesce)');
		const known = describedAs(node.type, (type) => own[type]);
		const other = foreign[node.type];
		if (known) {
			if (![known.version].flat().includes(node.typeVersion)) say(`${node.type} has no version ${node.typeVersion}`);
			const shown = shownProperties(node, known);
			for (const unknown of unknownParameters(node.parameters, shown)) say(`${node.type} has no parameter ${unknown}`);
			for (const missing of wrongChoices(node.parameters, shown)) say(missing);
		} else if (other) {
			for (const text of htmlOf(node))
				if (!isHarmless(text))
					say(
						`shows what others wrote as HTML, where it may be a link or a picture: put .replaceAll('<', '&lt;') behind it (${text.slice(0, 60)}…)`,
					);
			if (other.version !== node.typeVersion)
				say(`uses version ${node.typeVersion} of ${node.type}, current is ${other.version}`);
			for (const name of Object.keys(node.parameters))
				if (!other.parameters.includes(name)) say(`${node.type} has no parameter ${name}`);
			if (
				other.replacesJson &&
				!keepsTheRest(node) &&
				nextOfThePack(template, node.name, own).some(
					(child) => !readsAnything(template, child) && !namesItsCase(template, child),
				)
			)
				say("replaces the item's JSON, so no node of this pack can come after it");
			if (node.type === mailNode && !isOnlyForReal(template, node.name))
				say(`a test run would send it; put a Filter before it whose only condition is ${onlyForReal}`);
		} else {
			say(`there is no node type ${node.type}`);
		}
		for (const expression of longExpressions(node))
			say(
				`has an expression of ${expression.length} characters, too long to be read (at most ${LONGEST_EXPRESSION}): make it several, or let a node of ours do it (${expression.slice(0, 60)}…)`,
			);
		if (known || other) {
			const named = namedCredentials(template, node, own);
			if (!isDeepStrictEqual(named, node.credentials ?? {}))
				say(
					`names its credentials wrongly; right is ${JSON.stringify(named)}: \`npm run templates -- name\` writes it`,
				);
		}
	}
	for (const [from, outputs] of Object.entries(template.connections)) {
		if (!names.has(from)) problems.push(`A connection starts at "${from}", which does not exist`);
		for (const { node } of Object.values(outputs).flatMap((ends) => (ends ?? []).flatMap((output) => output ?? [])))
			if (!names.has(node)) problems.push(`A connection of "${from}" ends at "${node}", which does not exist`);
	}
	// What went well is in the case's timeline; executions would only repeat it, with all personal data.
	if (template.settings?.saveDataSuccessExecution !== 'none')
		problems.push('Its settings must not keep the data of executions that went well (saveDataSuccessExecution: none)');
	for (const forbidden of ['pinData', 'staticData', 'active', 'id', 'versionId'])
		if (forbidden in template) problems.push(`A template must not carry "${forbidden}"`);
	return problems;
}

const LONGEST_EXPRESSION = 160;
const disarmed = ".replaceAll('<', '&lt;')";

/** Expressions that an analyst could not read, without what only disarms HTML. */
function longExpressions({ parameters }: Template['nodes'][number]): string[] {
	return textsOf(parameters)
		.flatMap((text) => [...text.matchAll(/\{\{([^]*?)\}\}(?!\})/g)])
		.map(([, inner]) => inner.trim().replace(disarmed, ''))
		.filter((expression) => expression.length > LONGEST_EXPRESSION);
}

function textsOf(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** What n8n's forms show as HTML: the texts of a page, and its fields of that kind. Titles and labels are shown as they are. */
function htmlOf({ type, parameters }: Template['nodes'][number]): string[] {
	if (!type.endsWith('.form') && !type.endsWith('.formTrigger')) return [];
	const { completionMessage, responseText, formDescription, options, jsonOutput, formFields } = parameters as Record<
		string,
		unknown
	> & { options?: Record<string, unknown>; formFields?: { values: Array<{ html?: string }> } };
	const fields =
		typeof jsonOutput === 'string'
			? [...jsonOutput.matchAll(/\bhtml: ([^,}\n]*)/g)].map(([, value]) => `={{ ${value.trim()} }}`)
			: [];
	const written = formFields?.values.map(({ html }) => html) ?? [];
	return [completionMessage, responseText, formDescription, options?.formDescription, ...fields, ...written].filter(
		(text): text is string => typeof text === 'string',
	);
}

/** A text without expressions, one with every `<` disarmed, or a description that *Return Case: Describe* made safe. */
function isHarmless(text: string): boolean {
	const expressions = [...text.matchAll(/\{\{([^]*?)\}\}(?!\})/g)].map(([, inner]) => inner.trim());
	return expressions.every(
		(inner) => inner.endsWith(disarmed) || /^\$\('[^']+'\)\.first\(\)\.json\.described\.html$/.test(inner),
	);
}

const mailNode = 'n8n-nodes-base.emailSend';

/** Holds in no run that was started in the editor, nor when one is retried from the list of executions. */
const onlyForReal = "={{ $execution.mode === 'production' && !$json.testRun }}";

/** Whether whatever reaches an e-mail node has passed a filter that holds back test runs. */
function isOnlyForReal(template: Template, mail: string): boolean {
	const before = template.nodes.filter(({ name }) => childrenOf(template, name).includes(mail));
	return (
		before.length > 0 &&
		before.every(({ type, parameters }) => {
			const { conditions = [] } = (parameters.conditions ?? {}) as {
				conditions?: Array<{ leftValue?: unknown; operator?: { operation?: unknown } }>;
			};
			return (
				type === 'n8n-nodes-base.filter' &&
				conditions.length === 1 &&
				conditions[0].leftValue === onlyForReal &&
				conditions[0].operator?.operation === 'true'
			);
		})
	);
}

/** Nodes such as Split Out keep the item's other fields when they are told to. */
function keepsTheRest({ parameters }: Template['nodes'][number]): boolean {
	return parameters.include === 'allOtherFields';
}

/** A comparison reads what any node gives out; it works on no case. */
function readsAnything(template: Template, name: string): boolean {
	return template.nodes.some((node) => node.name === name && node.type === 'n8n-nodes-returns.returnReconciliation');
}

/** Opening a case needs none, nor do a warehouse's report, which names its own, and what is done with policies and products; an operation that is told the case, its reference or the order does not look for it in the item. */
function namesItsCase(template: Template, name: string): boolean {
	const { type, parameters } = template.nodes.find((node) => node.name === name)!;
	const isTold = (parameter: unknown) => typeof parameter === 'string' && parameter.includes('$(');
	const told = [parameters.reference, parameters.case, parameters.form].some(isTold) || !!parameters.order;
	return (
		type === 'n8n-nodes-base.form' ||
		told ||
		(type === 'n8n-nodes-returns.odooReturns' && parameters.resource === 'product') ||
		(type === 'n8n-nodes-returns.returnCase' &&
			(parameters.resource === 'policy' ||
				['open', 'declareWithdrawal', 'takeInReport'].includes(String(parameters.operation))))
	);
}

function childrenOf(template: Template, name: string): string[] {
	return (template.connections[name]?.main ?? []).flatMap((output) => output ?? []).map(({ node }) => node);
}

/** The nodes of the pack that come next, past nodes of n8n itself. */
function nextOfThePack(template: Template, name: string, own: Knowledge['own'], seen = new Set<string>()): string[] {
	const next = childrenOf(template, name).filter((child) => !seen.has(child));
	for (const child of next) seen.add(child);
	return next.flatMap((child) =>
		own[template.nodes.find((node) => node.name === child)?.type ?? '']
			? [child]
			: nextOfThePack(template, child, own, seen),
	);
}

/** The properties that n8n shows for a node's parameters, and so the ones it keeps. */
function shownProperties(
	{ parameters, typeVersion }: Template['nodes'][number],
	description: INodeTypeDescription,
): INodeProperties[] {
	const version = { typeVersion };
	const full =
		NodeHelpers.getNodeParameters(
			description.properties,
			parameters as INodeParameters,
			true,
			false,
			version,
			description,
		) ?? {};
	return description.properties.filter((property) =>
		NodeHelpers.displayParameter(full, property, version, description),
	);
}

/** Parameters that the node does not have; collections are looked into. */
function unknownParameters(parameters: Record<string, unknown>, shown: INodeProperties[]): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const property = shown.find((one) => one.name === name);
		if (!property) return [name];
		if (property.type !== 'collection' || typeof value !== 'object' || value === null) return [];
		const options = (property.options ?? []) as INodeProperties[];
		return Object.keys(value)
			.filter((key) => !options.some((option) => option.name === key))
			.map((key) => `${name}.${key}`);
	});
}

/** Fixed choices (no expressions) that the node does not offer. */
function wrongChoices(parameters: Record<string, unknown>, shown: INodeProperties[]): string[] {
	return shown
		.filter(({ type }) => type === 'options' || type === 'multiOptions')
		.flatMap(({ name, options }) => {
			const chosen = [parameters[name] ?? []].flat();
			return chosen
				.filter((value) => !(typeof value === 'string' && value.startsWith('=')))
				.filter((value) => !(options ?? []).some((option) => 'value' in option && option.value === value))
				.map((value) => `${name} has no choice "${String(value)}"`);
		});
}
