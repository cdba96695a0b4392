import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { tellLost, workflowOf } from '../../shared/trigger';
import type { CaseStore } from '../../shared/store/store';
import { lookOnce } from '../../shared/trigger/lookout';
import { withRegistration } from '../../shared/trigger/registration';
import { isRegistered, obstacle, register } from './automation';
import { TriggerMemory } from './memory';
import type { Listener } from './tell';
import type { Watch } from './watches';

const hourMs = 3_600_000;
const lookName = (receiver: string) => `odoo/${receiver}`;

/** When the automations were looked at last. */
const Cursor = z.object({ at: z.string() });

/**
 * Once an hour: makes automation rules again that somebody removed, archived or changed in Odoo; the operator hears of it. Nothing was
 * missed meanwhile, since the poll tells everything. Rejects when Odoo cannot be asked; the next poll tries again.
 */
export async function mendAutomations(
	node: IPollFunctions,
	{ odoo, store, receiver }: Listener,
	watches: Watch[],
): Promise<void> {
	const { webhookAddress: url, ...kept } = node.getWorkflowStaticData('node') as IDataObject & {
		webhookAddress?: string;
	};
	if (!store || !url || node.getNodeParameter('notice', 'both') === 'poll' || kept.onlyPolled) return;
	if (isYoung(await store.looks.cursor(lookName(receiver)))) return;
	await lookOnce(store, {
		name: lookName(receiver),
		look: async (looking) => {
			let [isPublished, isMended] = [false, false];
			await withRegistration(store, receiver, url, async (given) => {
				// None was given out yet: the workflow is being published in this moment, which makes the rules.
				if (given === undefined) return undefined;
				isPublished = true;
				// A copy: what is changed here n8n would not keep.
				const memory = new TriggerMemory({ ...kept });
				memory.recall(url, given);
				if ((await obstacle(odoo)) !== undefined || (await isRegistered(odoo, memory, url, watches))) return given;
				await register(odoo, memory, url, watches, `n8n: ${workflowOf(node)}`);
				isMended = true;
				return memory.digestAt(url);
			});
			if (!isPublished) return;
			if (isMended) await tellRulesLost(store, receiver, workflowOf(node));
			await looking.keep(JSON.stringify({ at: new Date().toISOString() }));
		},
	});
}

function isYoung(cursor: string | undefined): boolean {
	if (cursor === undefined) return false;
	const age = Date.now() - Date.parse(Cursor.parse(JSON.parse(cursor)).at);
	return age >= 0 && age < hourMs; // a time ahead: the clock was set back
}

async function tellRulesLost(store: CaseStore, receiver: string, workflow: string): Promise<void> {
	await tellLost(store, 'odoo', receiver, {
		message: `Automation rules of workflow "${workflow}" were gone from Odoo, or changed; they were made again. Nothing was missed: the poll has told it.`,
		advice: 'Find out in Odoo, under Settings > Technical > Automation Rules, who works on the rules named "n8n: …".',
	});
}
