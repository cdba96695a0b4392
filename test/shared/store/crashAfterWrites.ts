import { createCaseStore } from '../../../nodes/shared/store';
import { openSqlite } from '../../../nodes/shared/store/sqlite';

/** Opens returns in a store's file, each with a message, and is killed before anything is closed: `<file> <from> <count>`. */
async function crash([file, from, count]: string[]): Promise<void> {
	const store = await createCaseStore(openSqlite(file), { name: file, auditKey: 'k' });
	for (let i = Number(from); i < Number(from) + Number(count); i++) {
		const request = {
			brand: 'default',
			channel: 'portal',
			lines: [{ id: 'L1', sku: 'A', title: '', quantity: 1, reason: 'x', providerIds: {} }],
			providerIds: {},
		};
		const { reference } = await store.cases.open({ request, source: 'portal', sourceId: `${i}` });
		await store.cases.record({
			reference,
			events: [{ id: `${reference}/n`, source: 'flow', type: 'customer.notified', data: { about: 'z'.repeat(300) } }],
		});
	}
	process.kill(process.pid, 'SIGKILL');
}

void crash(process.argv.slice(2));
