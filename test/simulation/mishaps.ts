import { backUp, restore } from './backup';
import type { World } from './world';

/** What happens to the installation itself, each when the seed says. */
export function playMishaps(world: World): void {
	const { rename, restore: restored, clock, unsubscribedAt, lateOrders } = world.plan;
	if (lateOrders) void syncLate(world, lateOrders);
	if (rename) void renameStep(world, rename);
	if (restored) void restoreBackup(world, restored);
	if (clock) void setClock(world, clock);
	if (unsubscribedAt !== undefined) void removeWebhooks(world, unsubscribedAt);
}

/** An analyst renames a step and publishes again while work waits under the old name. */
async function renameStep(world: World, { step, at }: { step: string; at: number }): Promise<void> {
	const { time, story, template, boundaries } = world;
	await time.sleep(at);
	while (
		!(await world.openSteps()).some(({ name, state }) => name === step && (state === 'ready' || state === 'leased'))
	) {
		if (!boundaries.stormy) return;
		await time.sleep(500);
	}
	const node = template.nodesOfType('returnCaseTrigger').find(({ parameters }) => parameters.stepName === step)!;
	node.parameters.stepName = `${step} (new)`;
	story.count('step renamed');
	story.tell('analyst', `calls step ${step} "${step} (new)", and publishes`);
	await Promise.all(world.processes().map(async (running) => await running.republish(node)));
}

/** n8n is stopped, yesterday's case store takes the place of today's, and n8n is started again; the warehouse sends what it sent since. */
async function restoreBackup(world: World, { backupAt, at }: { backupAt: number; at: number }): Promise<void> {
	const { time, story, database } = world;
	await time.sleep(backupAt);
	while (!(await world.isOnLookout())) await time.sleep(1_000);
	const backedUpAt = time.now;
	const backup = await backUp(database);
	story.tell('operator', 'backs the case store up');
	await time.sleep(at - backupAt);
	world.stopAll();
	await restore(database, backup);
	world.changed();
	story.count('backup restored');
	story.tell('operator', 'has stopped n8n, and restores the backup');
	world.restAfter(time.now);
	await world.post.sendAgain(backedUpAt);
}

/** n8n's machine and the database's have one clock here. */
async function setClock(
	world: World,
	{ backAt, byMs, rightAt }: { backAt: number; byMs: number; rightAt?: number },
): Promise<void> {
	const { time, story } = world;
	const set = (skew: number, how: string) => {
		time.skew = skew;
		world.changed();
		story.count('clock set');
		story.tell('machine', how);
	};
	await time.sleep(backAt);
	set(-byMs, `its clock is set back by ${Math.round(byMs / 60_000)} minutes`);
	if (rightAt === undefined) return;
	await time.sleep(rightAt - backAt);
	set(0, 'its clock is right again');
}

/** Odoo does not know the orders of the returns, or knows them as quotations, until the sync has come to them. */
async function syncLate(world: World, { until, as }: { until: number; as: 'missing' | 'quotation' }): Promise<void> {
	const {
		time,
		story,
		options: { scenarios },
		providers: {
			odoo: { db },
		},
	} = world;
	const orders = [...new Set(scenarios.map(({ order }) => order))].map((number) => {
		const [row] = db.where('sale.order', { client_order_ref: number });
		const { client_order_ref, name, state } = row;
		return { row, was: { client_order_ref, name, state } };
	});
	for (const { row, was } of orders)
		db.update(
			'sale.order',
			row,
			as === 'quotation' ? { state: 'draft' } : { client_order_ref: false, name: `not yet ${String(was.name)}` },
		);
	story.count('orders late in Odoo', orders.length);
	await time.sleep(until);
	const waiting = (await world.store.steps.stuck({ limit: 1000, waiting: true })).filter((one) => one.waitsUntil);
	story.count('steps that waited for a late order', waiting.length);
	for (const { row, was } of orders) db.update('sale.order', row, was);
	story.tell('sync', `brings ${orders.length} orders into Odoo`);
}

async function removeWebhooks(world: World, at: number): Promise<void> {
	const {
		time,
		story,
		providers: { shopify },
	} = world;
	await time.sleep(at);
	while (!(await world.isOnLookout())) await time.sleep(1_000);
	shopify.state.subscriptions.splice(0);
	world.restAfter(time.now);
	story.count('webhooks removed');
	story.tell('somebody', 'removes the webhooks in Shopify');
}
