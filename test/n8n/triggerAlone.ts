import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { startSandbox, type Sandbox } from '../sandbox';
import { borrowN8n, giveBack } from './oneN8n';
import type { RealN8n } from './realN8n';
import { createCredential, importWorkflow } from './workflows';

/** A real n8n with one workflow, not yet published: a trigger named "hear" with the sandbox's accounts, and a node behind it. */
export interface TriggerAlone {
	sandbox: Sandbox;
	n8n: RealN8n;
	/** The case store that the workflow uses. */
	store: CaseStore;
	workflow: string;
	stop(): Promise<void>;
}

/** `service`: the account's name in the sandbox. */
export async function openTriggerAlone(
	service: 'Shopify' | 'Stripe',
	node: { type: string; webhookId: string; parameters?: object },
): Promise<TriggerAlone> {
	const sandbox = await startSandbox();
	const { n8n, caseFile } = await borrowN8n();
	sandbox.caseFile = caseFile;
	const { [service]: account, 'Return Case': cases } = sandbox.credentials();
	const credentials = {
		[account.type]: { id: await createCredential(n8n, service, account.type, account.data), name: service },
		[cases.type]: { id: await createCredential(n8n, 'Return Case', cases.type, cases.data), name: 'Return Case' },
	};
	const workflow = await importWorkflow(n8n, {
		name: `Hear of ${service}`,
		nodes: [
			{ id: 'hear', name: 'Hear', typeVersion: 2, position: [0, 0], parameters: {}, ...node, credentials },
			{ id: 'end', name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [220, 0], parameters: {} },
		],
		connections: { Hear: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	});
	return {
		sandbox,
		n8n,
		workflow,
		store: await openStore({
			storage: 'embedded',
			file: caseFile,
			auditKey: cases.data.auditKey as string,
		}),
		stop: async () => {
			await closeStores();
			await giveBack(n8n);
			await sandbox.stop();
		},
	};
}
