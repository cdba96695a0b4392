import { type IHookFunctions, NodeOperationError } from 'n8n-workflow';
import {
	addressOf,
	assertEvents,
	ifPossible,
	receiverOf,
	reported,
	workflowOf,
	storeToPublish,
} from '../../shared/trigger';
import { openStoreOf } from '../../shared/store/open';
import type { CaseStore } from '../../shared/store/store';
import { forgetRegistration, registrationsOf, withRegistration } from '../../shared/trigger/registration';
import { rememberAddress } from '../../shared/trigger/webhook';
import { connectNode } from '../transport/connect';
import type { Odoo } from '../transport/odoo';
import { isRegistered, obstacle, register, unregister } from './automation';
import { TriggerMemory } from './memory';
import { isDown, watchesOf } from './run';
import type { Watch } from './watches';

/** Whether Odoo calls this trigger as it shall, or cannot and need not. */
export async function checkExists(hook: IHookFunctions): Promise<boolean> {
	return await reported(hook, async () => {
		assertEvents(hook);
		await storeToPublish(hook);
		rememberAddress(hook);
		try {
			const at = await place(hook);
			return at.reason === undefined && (await isRegistered(at.odoo, at.memory, at.url, at.watches));
		} catch (error) {
			// n8n starts while Odoo is down: what was made is still there, and giving up would leave the trigger without it.
			if (
				hook.getActivationMode() === 'init' &&
				isDown(error) &&
				new TriggerMemory(hook.getWorkflowStaticData('node')).hasKey(addressOf(hook))
			)
				return true;
			throw error;
		}
	});
}

/** Makes or repairs the automations; where that is not possible, says why and leaves everything to the poll. */
export async function create(hook: IHookFunctions): Promise<boolean> {
	return await reported(hook, async () => {
		const { odoo, store, memory, watches, url, reason } = await place(hook);
		memory.onlyPolled = reason;
		if (reason === undefined) {
			const make = async () => await register(odoo, memory, url, watches, `n8n: ${workflowOf(hook)}`);
			if (!store || hook.getMode() === 'manual') await make();
			else
				await withRegistration(store, receiverOf(hook), url, async (kept) => {
					memory.recall(url, kept);
					await make();
					return memory.digestAt(url);
				});
		} else if (hook.getMode() === 'manual')
			throw new NodeOperationError(hook.getNode(), reason, {
				description:
					'So Odoo cannot call a test run. Set Notice Changes to By Polling: then a test run shows the newest documents.',
			});
		else hook.logger.warn(`Odoo Returns Trigger: ${reason}. Events come with the next poll.`);
		return true;
	});
}

/** Removes what was made in Odoo, also when the case store does not answer: what it keeps proves nothing any more. */
export async function remove(hook: IHookFunctions): Promise<boolean> {
	return await reported(hook, async () => {
		const [memory, url, receiver] = [
			new TriggerMemory(hook.getWorkflowStaticData('node')),
			addressOf(hook),
			receiverOf(hook),
		];
		memory.onlyPolled = undefined;
		const store =
			hook.getMode() === 'manual'
				? undefined
				: await ifPossible(hook, 'Opening the case store', async () => await openStoreOf(hook));
		const kept = await ifPossible(hook, 'Recalling the rules', async () => await registrationsOf(store, receiver));
		memory.recall(url, kept?.[url]);
		if (memory.hasKey(url)) await unregister(await connectNode(hook), memory, url);
		if (store)
			await ifPossible(hook, 'Forgetting the rules', async () => await forgetRegistration(store, receiver, url));
		return true;
	});
}

interface Place {
	odoo: Odoo;
	store: CaseStore | undefined;
	memory: TriggerMemory;
	watches: Watch[];
	url: string;
	/** Why Odoo shall not call, or cannot. */
	reason: string | undefined;
}

async function place(hook: IHookFunctions): Promise<Place> {
	const [odoo, store] = [await connectNode(hook), await openStoreOf(hook)];
	const [memory, url] = [new TriggerMemory(hook.getWorkflowStaticData('node')), addressOf(hook)];
	if (hook.getMode() !== 'manual') memory.recall(url, (await registrationsOf(store, receiverOf(hook)))[url]);
	const reason =
		store || hook.getMode() === 'manual'
			? await obstacle(odoo)
			: "Without a Return Case credential nothing remembers what Odoo's calls have told, so only the poll tells";
	return { odoo, store, memory, watches: await watchesOf(hook, { store }), url, reason };
}
