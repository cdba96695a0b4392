import type { Language } from '../../../shared/model';
import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import { it } from './it';
import { nl } from './nl';
import type { PortalWords } from './words';

/** What the pages for customers say, by language. */
export const portalWords: Record<Language, PortalWords> = { en, de, fr, es, it, nl };
