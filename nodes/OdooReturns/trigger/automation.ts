import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { EffectError } from '../../shared/model';
import type { Domain } from '../transport/wire';
import type { Odoo } from '../transport/odoo';
import { documentKey, documentTable } from '../transport/table';
import type { TriggerMemory } from './memory';
import { watchedModels, type Watch } from './watches';

const id = z.number().int().positive();
const text = z.union([z.string(), z.literal(false)]);
const Automation = z.object({
	id,
	active: z.boolean(),
	trigger: text,
	filter_domain: text,
	filter_pre_domain: text,
	trigger_field_ids: z.array(id),
	action_server_ids: z.array(id),
});
const Action = z.object({ id, state: z.string(), webhook_url: text });
const Identified = z.object({ id });

/** Why Odoo cannot call the trigger, in a sentence; undefined when it can be made to. */
export async function obstacle(odoo: Odoo): Promise<string | undefined> {
	try {
		await odoo.search('base.automation', Identified, [], { limit: 1 });
		const known = await odoo.call(
			'ir.actions.server',
			'fields_get',
			{ allfields: ['webhook_url'], attributes: ['type'] },
			{ repeatable: true },
		);
		return Object.keys(known as object).length
			? undefined
			: 'Automation rules call addresses from Odoo 17 on, and this one is older';
	} catch (error) {
		if (!(error instanceof EffectError)) throw error;
		if (error.details.httpStatus === 403) return notAllowed;
		if (error.details.httpStatus === 404) return "Odoo's app Automation Rules is not installed";
		throw error;
	}
}
const notAllowed =
	'The API user is no administrator of Odoo (group Administration / Settings), and only one may make automation rules';

/** Whether Odoo has exactly the wanted automations at this address, as they were made. */
export async function isRegistered(odoo: Odoo, memory: TriggerMemory, url: string, watches: Watch[]): Promise<boolean> {
	const key = await givenKey(odoo, memory, url);
	if (!key) return false;
	for (const model of watchedModels) {
		const watch = watches.find((one) => one.model === model);
		const found = await automationAt(odoo, url, model);
		if (!watch !== !found) return false;
		if (watch && found && !(await isFit(odoo, found, watch, addressOf(url, key)))) return false;
	}
	return true;
}

/**
 * Makes the automations, or repairs them: whoever changed or archived one in Odoo. n8n calls it up to five times when it fails half-way
 * (docs/facts/n8n.md#registering-at-a-provider-may-run-five-times); each automation carries an external id made of the trigger's address,
 * under which Odoo makes it once.
 */
export async function register(
	odoo: Odoo,
	memory: TriggerMemory,
	url: string,
	watches: Watch[],
	name: string,
): Promise<void> {
	const key = (await givenKey(odoo, memory, url)) ?? randomBytes(24).toString('base64url');
	memory.keep(url, key);
	for (const model of watchedModels) {
		const watch = watches.find((one) => one.model === model);
		const found = await automationAt(odoo, url, model);
		if (found && watch && (await isFit(odoo, found, watch, addressOf(url, key)))) continue;
		if (found) await remove(odoo, found.id);
		if (watch) await make(odoo, watch, url, addressOf(url, key), name);
	}
}

/** Removes what this trigger made at its address; nothing of it is left in Odoo. */
export async function unregister(odoo: Odoo, memory: TriggerMemory, url: string): Promise<void> {
	for (const model of watchedModels) {
		const found = await automationAt(odoo, url, model);
		if (found) await remove(odoo, found.id);
	}
	memory.keep(url, undefined);
}

/** The address with its secret, which is the only proof of who calls: Odoo signs nothing and sends no headers of ours. */
function addressOf(url: string, key: string): string {
	return `${url}?key=${key}`;
}

/** The secret that Odoo has for this address, if it is the one that it was given: only Odoo keeps the secret itself. */
async function givenKey(odoo: Odoo, memory: TriggerMemory, url: string): Promise<string | undefined> {
	for (const model of watchedModels) {
		const found = await automationAt(odoo, url, model);
		const actions = found ? await odoo.read('ir.actions.server', Action, found.action_server_ids) : [];
		const key = actions
			.map(({ webhook_url: address }) => (address || '').split('?key=')[1])
			.find((one) => one && memory.knows(one, url));
		if (key) return key;
	}
	return undefined;
}

function keyOf(url: string, model: string): string {
	return documentKey('trigger', createHash('sha256').update(url).digest('hex').slice(0, 20), model.replace('.', '_'));
}

async function automationAt(odoo: Odoo, url: string, model: string) {
	const known = await odoo.find(keyOf(url, model));
	return known
		? (
				await odoo.search('base.automation', Automation, [
					['id', '=', known],
					['active', 'in', [true, false]],
				])
			)[0]
		: undefined;
}

async function isFit(odoo: Odoo, found: z.infer<typeof Automation>, watch: Watch, address: string): Promise<boolean> {
	const [action, ...more] = await odoo.read('ir.actions.server', Action, found.action_server_ids);
	if (!action || more.length || action.state !== 'webhook' || action.webhook_url !== address) return false;
	const [state, ...others] = found.trigger_field_ids;
	return (
		found.active &&
		found.trigger === 'on_create_or_write' &&
		!found.filter_pre_domain &&
		found.filter_domain === conditionsOf(watch) &&
		!others.length &&
		state === (await stateField(odoo, watch.model))
	);
}

async function make(odoo: Odoo, watch: Watch, url: string, address: string, name: string): Promise<void> {
	const [model] = await odoo.search('ir.model', Identified, [['model', '=', watch.model]]);
	const header = {
		name,
		'model_id/.id': model?.id,
		trigger: 'on_create_or_write',
		'trigger_field_ids/.id': await stateField(odoo, watch.model),
		filter_domain: conditionsOf(watch),
	};
	const action = {
		name: 'Tell n8n',
		'model_id/.id': model?.id,
		state: 'webhook',
		usage: 'base_automation',
		webhook_url: address,
	};
	await odoo.load('base.automation', documentTable(keyOf(url, watch.model), header, 'action_server_ids', [action]));
}

/** Its action goes with it. */
async function remove(odoo: Odoo, automation: number): Promise<void> {
	try {
		await odoo.call('base.automation', 'unlink', { ids: [automation] }, { repeatable: true });
	} catch (error) {
		if (!(error instanceof EffectError) || error.details.httpStatus !== 404) throw error;
	}
}

async function stateField(odoo: Odoo, model: string): Promise<number> {
	const [field] = await odoo.search('ir.model.fields', Identified, [
		['model', '=', model],
		['name', '=', 'state'],
	]);
	return field.id;
}

/** A watch's conditions as Odoo's automations have them: a literal of Python. */
export function conditionsOf({ of, told }: Pick<Watch, 'of' | 'told'>): string {
	return literal([...of, ...told]);
}

function literal(value: Domain | unknown): string {
	if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
	return typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value);
}
