import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { CaseStore } from '../../shared/case/store';
import { lookOnce } from '../../shared/effect/lookout';
import { isRegistered, obstacle, register } from './automation';
import { TriggerMemory } from './memory';
import type { Listener } from './tell';
import type { Watch } from './watches';

const hourMs = 3_600_000;
const lookName = (receiver: string) => `odoo/${receiver}`;

/** When the automations were looked at last, and the digests of secrets that such a look gave Odoo: n8n keeps nothing of a poll that starts no flow. */
const Cursor = z.object({ at: z.string(), keys: z.record(z.string(), z.string()).default({}) });

function readCursor(text: string | undefined): z.infer<typeof Cursor> {
	return text === undefined ? { at: '', keys: {} } : Cursor.parse(JSON.parse(text));
}

/**
 * Once an hour: makes automation rules again that somebody removed, archived or changed in Odoo; the operator hears of it. Nothing was
 * missed meanwhile, since the poll tells everything. Rejects when Odoo cannot be asked; the next poll tries again.
 */
export async function mendAutomations(node: IPollFunctions, { odoo, store, receiver }: Listener, watches: Watch[]): Promise<void> {
	const { webhookAddress: url, ...kept } = node.getWorkflowStaticData('node') as IDataObject & { webhookAddress?: string };
	if (!store || !url || node.getNodeParameter('notice', 'both') === 'poll' || kept.onlyPolled) return;
	if (isYoung(readCursor(await store.lookCursor(lookName(receiver))).at)) return;
	await lookOnce(store, {
		name: lookName(receiver),
		look: async (looking) => {
			const { keys } = readCursor(looking.cursor);
			const data: IDataObject = { ...kept, keys: { ...(kept.keys as IDataObject | undefined), ...keys } };
			const memory = new TriggerMemory(data);
			if ((await obstacle(odoo)) === undefined && !(await isRegistered(odoo, memory, url, watches))) {
				const workflow = node.getWorkflow().name ?? String(node.getWorkflow().id);
				await register(odoo, memory, url, watches, `n8n: ${workflow}`);
				await tellLost(store, receiver, workflow);
			}
			await looking.keep(JSON.stringify({ at: new Date().toISOString(), keys: data.keys ?? {} }));
		},
	});
}

/** Whether an address has a secret that a look gave Odoo. */
export async function knowsMended(store: CaseStore | undefined, receiver: string, key: string): Promise<boolean> {
	const { keys } = readCursor(await store?.lookCursor(lookName(receiver)));
	return new TriggerMemory({ keys }).knows(key);
}

function isYoung(at: string): boolean {
	const age = Date.now() - Date.parse(at);
	return age >= 0 && age < hourMs; // a time ahead: the clock was set back
}

async function tellLost(store: CaseStore, receiver: string, workflow: string): Promise<void> {
	await store.putNotice({
		key: `webhooks-lost/odoo/${receiver}/${new Date().toISOString().slice(0, 10)}`, owner: 'operator',
		message: `Automation rules of workflow "${workflow}" were gone from Odoo, or changed; they were made again. Nothing was missed: the poll has told it.`,
		advice: 'Find out in Odoo, under Settings > Technical > Automation Rules, who works on the rules named "n8n: …".',
	});
}
