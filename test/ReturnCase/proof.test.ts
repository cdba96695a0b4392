import { createHash } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { ReturnPolicy } from '../../nodes/ReturnPolicy/ReturnPolicy.node';
import type { CaseStore } from '../../nodes/shared/store';
import { Policy, ReturnRequest } from '../../nodes/shared/model';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

let credential: StoreCredential;
let store: CaseStore;
let reference: string;
beforeEach(async () => {
	({ credential, store } = await openOwnStore());
	const lines = [
		{ id: 'L1', sku: 'TV', quantity: 1, reason: 'damaged' },
		{ id: 'L2', sku: 'MUG', quantity: 1, reason: 'unwanted' },
	];
	({ reference } = await store.cases.open({
		request: ReturnRequest.parse({ channel: 'portal', lines }),
		source: 'portal',
		sourceId: '1',
	}));
});
afterEach(removeOwnStores);

const picture = Buffer.from('a picture of a torn sleeve');
const photo = (more: object = {}) => ({
	data: { data: picture.toString('base64'), mimeType: 'image/jpeg', fileName: 'torn.jpg', ...more },
});
const attach = async (parameters: INodeParameters, binary?: object, mode?: 'manual') =>
	await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation: 'attachProof', ...parameters },
		credentials: { returnCaseApi: credential },
		input: [{ json: { reference, user: { email: 'ann@example.com' } }, ...(binary && { binary }) } as never],
		mode,
	});
const keptAt = 'https://pictures.example.com/1.jpg';
const state = async () => (await store.cases.get(reference))!;
const policy = Policy.parse({
	book: { expectations: [{ name: 'Damage is shown', reasons: ['damaged'], photo: true, effect: 'review' }] },
});
const codes = async () => {
	const order = {
		number: '#1',
		currency: 'EUR',
		placedAt: '2026-11-01T10:00:00Z',
		lines: ['TV', 'MUG'].map((sku, at) => ({
			id: `o${at}`,
			sku,
			quantity: 1,
			subtotal: { amount: 1000, currency: 'EUR' },
			tax: { amount: 0, currency: 'EUR' },
		})),
	};
	const { json, error } = await runNode(new ReturnPolicy(), {
		parameters: { resource: 'decision', operation: 'evaluate', policyJson: JSON.stringify(policy) },
		input: [{ case: { ...(await state()), order } as unknown as IDataObject }],
	});
	expect(error).toBeUndefined();
	return (json[0].decision as { reasons: Array<{ code: string }> }).reasons.map(({ code }) => code);
};

it('keeps name, kind, size, hash and place of a file, and the rule that asks for a photo is content', async () => {
	expect(await codes()).toContain('photo_missing');
	const { json, error } = await attach({ binaryProperty: 'data', keptAt, line: 'tv', note: 'left sleeve' }, photo());
	expect(error).toBeUndefined();
	const proof = {
		sha256: createHash('sha256').update(picture).digest('hex'),
		keptAt,
		fileName: 'torn.jpg',
		mimeType: 'image/jpeg',
		size: picture.length,
		line: 'L1',
		note: 'left sleeve',
	};
	expect(json[0].proof).toEqual({ ...proof, outcome: 'done', decidedAnew: true });
	const { proofs, lines } = await state();
	expect(proofs).toEqual([{ ...proof, at: expect.any(String) as string, by: 'ann@example.com' }]);
	expect(lines.map(({ photos }) => photos)).toEqual([[keptAt], undefined]);
	expect(await codes()).not.toContain('photo_missing');
});

it('records the same file of a line once, wherever it is kept', async () => {
	await attach({ binaryProperty: 'data', keptAt }, photo());
	const again = await attach({ binaryProperty: 'data', keptAt: 'https://pictures.example.com/copy.jpg' }, photo());
	expect(again.json[0].proof).toMatchObject({ outcome: 'already_done', decidedAnew: false });
	expect((await state()).proofs).toHaveLength(1);
	expect((await attach({ keptAt: 'https://pictures.example.com/2.jpg' })).json[0].proof).toMatchObject({
		outcome: 'done',
	});
	expect((await state()).lines.map(({ photos }) => photos)).toEqual([
		[keptAt, 'https://pictures.example.com/2.jpg'],
		[keptAt, 'https://pictures.example.com/2.jpg'],
	]);
});

it('a document is kept, and is no photo', async () => {
	await attach({ binaryProperty: 'data', keptAt }, photo({ mimeType: 'application/pdf', fileName: 'report.pdf' }));
	expect((await state()).proofs).toHaveLength(1);
	expect(await codes()).toContain('photo_missing');
});

it('starts the step that decides anew, and only while the return waits for a decision', async () => {
	await store.steps.subscribe('Authorise', ['return.proof_given']);
	const claim = async () =>
		await store.steps.claim('Authorise', { limit: 5, leaseMs: 60_000, maxAttempts: 3, skipMoot: true });
	await attach({ keptAt });
	const [step] = await claim();
	expect(step).toMatchObject({ event: { type: 'return.proof_given' }, case: { reference } });
	await store.steps.finish([step]);
	await store.cases.record({
		reference,
		events: [{ id: 'a', source: 'flow', type: 'return.approved', data: {} }],
	});
	await attach({ keptAt: 'https://pictures.example.com/late.jpg' });
	expect(await claim()).toEqual([]);
	expect((await state()).proofs).toHaveLength(2);
});

it.each<[string, INodeParameters, object | undefined, string]>([
	['nothing at all', {}, undefined, 'There is no proof'],
	['a file that nobody keeps', { binaryProperty: 'data' }, photo(), 'only as long as the flow runs'],
	['a line that is not there', { keptAt, line: 'SOFA' }, undefined, 'has no line "SOFA"'],
])('refuses %s, and says what to do', async (_what, parameters, binary, message) => {
	const { error } = await attach(parameters, binary);
	expect(error?.message).toContain(message);
	expect((await state()).proofs).toBeUndefined();
});

it('a test run only shows it', async () => {
	expect((await attach({ keptAt }, undefined, 'manual')).json[0].proof).toMatchObject({ keptAt, outcome: 'dry_run' });
	expect((await state()).proofs).toBeUndefined();
});
