import type { Policy, PolicyVersion, StoredPolicy } from '../../../nodes/shared/model';
import { EffectError, Policy as PolicySchema } from '../../../nodes/shared/model';
import { policyHash } from '../../../nodes/shared/policy/policyHash';
import { publish, saveDraft } from '../../../nodes/shared/policy/versions';

const at = '2026-11-29T10:00:00.000Z';
const nothing: StoredPolicy = { name: 'default', revision: 0 };
const policy = (windowDays: number, book: object = {}): Policy =>
	PolicySchema.parse({ windowDays, refundTiming: 'at_receipt', refundShipping: true, book });
const two = { publishing: { people: 2 } };
const saved = (by: string, text: Policy, before = nothing, revision?: number) =>
	saveDraft(before, text, { by, at, ...(revision !== undefined && { revision }) });
const published = (by: string, before: StoredPolicy, more: object = {}) =>
	publish(before, { by, at, note: `by ${by}`, ...more });

describe('a draft', () => {
	it('is kept with its content hash and everybody who has saved it', () => {
		const first = saved('anna', policy(30));
		expect(first).toMatchObject({ revision: 1, draft: { version: policyHash(policy(30)), savedBy: ['anna'] } });
		expect(saved('Anna', policy(14), first)).toMatchObject({ revision: 2, draft: { savedBy: ['Anna'] } });
		expect(saved('bert', policy(14), first, 1)).toMatchObject({ revision: 2, draft: { savedBy: ['anna', 'bert'] } });
	});

	it('that says what is kept already changes nothing', () => {
		const first = saved('anna', policy(30));
		expect(saved('bert', policy(30), first, 0)).toBe(first);
	});

	it('is not written over by one who began before somebody else saved, and who did is named', () => {
		const first = saved('anna', policy(30));
		expect(() => saved('bert', policy(14), first, 0)).toThrow(/anna has saved version .* Nothing was changed/);
		expect(() => saved('bert', policy(14), first)).toThrow(EffectError);
		const counts = published('anna', first).after;
		expect(() => saved('bert', policy(14), counts, 1)).toThrow(/anna has published version/);
		expect(saved('bert', policy(14), counts)).toMatchObject({ revision: 3 });
	});
});

describe('a publication', () => {
	it('has name, version, date, person and note, and ends the draft', () => {
		const { after, outcome } = published('anna', saved('anna', policy(30)));
		expect(outcome).toBe('published');
		expect(after).toEqual({
			name: 'default',
			revision: 2,
			published: {
				name: 'default',
				version: policyHash(policy(30)),
				publishedAt: at,
				number: 1,
				publishedBy: 'anna',
				note: 'by anna',
				savedBy: ['anna'],
				policy: policy(30),
			},
		});
	});

	it('repeated by the same person changes nothing; without a draft nothing is published', () => {
		const { after } = published('anna', saved('anna', policy(30)));
		expect(published('anna', after)).toMatchObject({ outcome: 'already_done', after });
		expect(() => published('bert', after)).toThrow(/There is no draft/);
	});

	it('below the law is refused, with the clause', () => {
		const short = policy(30, { labels: [{ name: 'all', payer: 'customer' }] });
		expect(() => published('anna', saved('anna', short))).toThrow(/below the law.*Art\. 14\(1\)/s);
	});

	it('waits for a second person who is neither the first nor one who saved it', () => {
		const draft = saved('bert', policy(30, two), saved('anna', policy(14, two)), 1);
		const first = published('Carla', draft);
		expect(first).toMatchObject({ outcome: 'waiting', after: { proposal: { by: 'Carla' } } });
		expect(first.after.published).toBeUndefined();
		expect(published('carla ', first.after)).toMatchObject({ outcome: 'waiting', after: first.after });
		for (const saver of ['anna', 'BERT'])
			expect(() => published(saver, first.after)).toThrow(/cannot be the second person/);
		const second = published('dora', first.after);
		expect(second).toMatchObject({
			outcome: 'published',
			after: { published: { publishedBy: 'Carla', secondedBy: 'dora', note: 'by Carla', secondNote: 'by dora' } },
		});
		expect(second.after.proposal).toBeUndefined();
	});

	it('of a draft that no longer asks for two still needs two: the policy that counts says so', () => {
		const counts = published('carla', published('anna', saved('bert', policy(30, two))).after).after;
		expect(published('anna', saved('bert', policy(30), counts))).toMatchObject({ outcome: 'waiting' });
	});

	it('that a first person agreed to is void when the draft changes', () => {
		const first = published('anna', saved('bert', policy(30, two))).after;
		const changed = saved('bert', policy(31, two), first);
		expect(changed.proposal).toBeUndefined();
		expect(published('carla', changed)).toMatchObject({ outcome: 'waiting', after: { proposal: { by: 'carla' } } });
	});

	it('is not of a text that the person has not seen', () => {
		const draft = saved('anna', policy(30));
		expect(() => published('bert', draft, { revision: 0 })).toThrow(/not the one that you began with/);
		expect(published('bert', draft, { revision: 1 })).toMatchObject({ outcome: 'published' });
	});
});

describe('a roll-back', () => {
	const one = published('anna', saved('anna', policy(30))).after;
	const twice = published('anna', saved('anna', policy(14), one)).after;
	const earlier = one.published as PolicyVersion;

	it('is a publication of its own that brings an earlier one back, and leaves the draft', () => {
		const drafted = saved('bert', policy(60), twice);
		const { after } = published('carla', drafted, { earlier });
		expect(after).toMatchObject({
			draft: drafted.draft,
			published: { number: 3, version: earlier.version, bringsBack: 1, publishedBy: 'carla', note: 'by carla' },
		});
	});

	it('to what counts already changes nothing', () => {
		expect(published('carla', one, { earlier })).toMatchObject({ outcome: 'already_done', after: one });
	});

	it('needs two people where the policy says so', () => {
		const strict = published('b', published('a', saved('c', policy(20, two), twice)).after).after;
		const first = published('carla', strict, { earlier });
		expect(first).toMatchObject({ outcome: 'waiting', after: { proposal: { version: earlier.version } } });
		expect(published('dora', first.after, { earlier })).toMatchObject({
			after: { published: { number: 4, bringsBack: 1, publishedBy: 'carla', secondedBy: 'dora' } },
		});
	});
});
