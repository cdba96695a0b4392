import { z } from 'zod';
import { Policy } from './ruleBook';

/** Which published policy it is: its name, its content hash, and the instant from which it counts. Decisions name the one that they were made by. */
export const PublishedName = z.object({ name: z.string(), version: z.string(), publishedAt: z.string() });
export type PublishedName = z.infer<typeof PublishedName>;

/** One publication of a policy. It is never changed: what counts later is a publication of its own. */
export const PolicyVersion = PublishedName.extend({
	/** From 1, by name. */
	number: z.number().int().positive(),
	publishedBy: z.string(),
	/** The second person, where the policy asks for one. */
	secondedBy: z.string().optional(),
	note: z.string(),
	secondNote: z.string().optional(),
	/** Everybody who saved the draft that it was. */
	savedBy: z.array(z.string()),
	/** The number of the publication that it brings back. */
	bringsBack: z.number().int().optional(),
	policy: Policy,
});
export type PolicyVersion = z.infer<typeof PolicyVersion>;

/** A policy that is being written. */
export const PolicyDraft = z.object({
	version: z.string(),
	policy: Policy,
	savedBy: z.array(z.string()),
	savedAt: z.string(),
});
export type PolicyDraft = z.infer<typeof PolicyDraft>;

/** What one person has published and a second one must agree to. */
export const PolicyProposal = z.object({ version: z.string(), by: z.string(), at: z.string(), note: z.string() });
export type PolicyProposal = z.infer<typeof PolicyProposal>;

/** All that is kept of a policy but its earlier publications. */
export const StoredPolicy = z.object({
	name: z.string(),
	/** One more with each change: who saves says which one they began with. */
	revision: z.number().int().nonnegative(),
	draft: PolicyDraft.optional(),
	proposal: PolicyProposal.optional(),
	/** The newest publication. */
	published: PolicyVersion.optional(),
});
export type StoredPolicy = z.infer<typeof StoredPolicy>;
