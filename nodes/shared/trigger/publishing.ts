import {
	NodeOperationError,
	type IHookFunctions,
	type INode,
	type INodeProperties,
	type ITriggerFunctions,
} from 'n8n-workflow';
import { assertPublishable, caseCredential, openStoreOf } from '../store/open';
import { takes } from '../store/channels';
import type { CaseStore } from '../store/store';
import { missingSettings } from '../operation/neededSettings';
import { toNodeError } from '../operation/nodeError';
import { brandParameter, scopeOf } from './scope';

/** For triggers that also work without a case store: said by a switch, so that a forgotten credential is not taken for it. */
export const withoutStoreProperty: INodeProperties = {
	displayName: 'Without a Case Store',
	name: 'withoutCaseStore',
	type: 'boolean',
	default: false,
	description:
		'Whether this flow keeps no cases, as template 00 does. Off, the trigger is not published without a Return Case credential: what it hears would be kept nowhere.',
};

type Trigger = IHookFunctions | ITriggerFunctions;

/** Node types of the pack that work on a case, and do so without one when they have no credential. */
const worksOnCases = ['odooReturns', 'shopifyReturns', 'stripeRefunds', 'carrierLabels', 'returnCase'].map(
	(name) => `n8n-nodes-returns.${name}`,
);

/**
 * What a trigger needs before it is published: a case store that opens and is sealed, and nodes behind it that work on it too. Gives the store;
 * undefined with the switch on. `needsSettings`: false for where the settings are made. Throws a node error that says what is missing. A restart of n8n and a test run in the editor are not held up.
 */
export async function storeToPublish(
	trigger: Trigger,
	{ needsSettings = true }: { needsSettings?: boolean } = {},
): Promise<CaseStore | undefined> {
	const isPublished = trigger.getMode() !== 'manual' && trigger.getActivationMode() !== 'init';
	const node = trigger.getNode();
	const without = trigger.getNodeParameter('withoutCaseStore', false) === true;
	if (without) return undefined;
	if (!node.credentials?.[caseCredential]) {
		if (!isPublished) return undefined;
		throw new NodeOperationError(
			node,
			'This trigger has no Return Case credential, so what it hears would be kept nowhere',
			{
				description:
					'Choose one under Return Case in this node. A flow that shall keep no cases says so: switch on Without a Case Store.',
			},
		);
	}
	if (!isPublished) return undefined;
	try {
		assertPublishable(await trigger.getCredentials(caseCredential));
		const store = await openStoreOf(trigger);
		await store!.ping();
		assertFollowers(trigger);
		if (needsSettings) await assertSettings(trigger, store!);
		return store;
	} catch (error) {
		throw toNodeError(node, error, 0);
	}
}

/** Nodes behind a trigger that has a case store must have it too: without it they would do their work and the case would never hear of it. */
function assertFollowers(trigger: Trigger): void {
	const bare = followersOf(trigger).filter(
		({ type, disabled, credentials }) => !disabled && worksOnCases.includes(type) && !credentials?.[caseCredential]?.id,
	);
	if (!bare.length) return;
	throw new NodeOperationError(
		trigger.getNode(),
		`These nodes have no Return Case credential: ${bare.map(({ name }) => name).join(', ')}`,
		{
			description:
				'Choose it under Return Case in each, the same as in this trigger. Without it they work on no case, and the return stands still.',
		},
	);
}

/** What nodes behind a trigger work by must be set before the first return comes, for every brand that the trigger names, else for the usual one. */
async function assertSettings(trigger: Trigger, store: CaseStore): Promise<void> {
	const { brands = [] } = scopeOf((name) => trigger.getNodeParameter(name, ''));
	const one = brandParameter((name) => trigger.getNodeParameter(name, ''));
	const named = [...brands, ...(one ? [one] : [])].filter((brand) => !brand.startsWith('-'));
	for (const brand of named.length ? named : await usualBrands(store, brands)) {
		const missing = missingSettings(followersOf(trigger), await store.settings.get(brand));
		if (!missing.length) continue;
		throw new NodeOperationError(
			trigger.getNode(),
			`The settings${brand === 'default' ? '' : ` of brand ${brand}`} do not say what this flow works by: ${missing.join('; ')}`,
			{
				description:
					"Fill them in with Return Case: Save Settings, and find Odoo's with Odoo Returns: Install Set-Up (template 01: Set Up). Then publish again.",
			},
		);
	}
}

/** Brands that a trigger without brands of its own takes: the usual one, and those that the setting gives returns to; less those with a minus. */
async function usualBrands(store: CaseStore, list: string[]): Promise<string[]> {
	const { brands = [] } = await store.settings.get('default');
	const all = new Set(['default', ...brands.map(({ brand }) => brand)]);
	return [...all].filter((brand) => takes(list, brand));
}

/** The nodes behind a trigger, as the workflow that n8n publishes has them; n8n offers their names and types, but not their credentials. */
function followersOf(trigger: Trigger): INode[] {
	const { workflow } = trigger as unknown as {
		workflow?: { nodes: Record<string, INode>; getChildNodes(name: string): string[] };
	};
	if (!workflow?.nodes) return [];
	return workflow
		.getChildNodes(trigger.getNode().name)
		.map((name) => workflow.nodes[name])
		.filter(Boolean);
}
