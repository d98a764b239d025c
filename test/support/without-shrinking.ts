import fc from 'fast-check';

// A mutant that breaks a property is found out by the first life that shows it: the simplest one interests nobody.
fc.configureGlobal({ endOnFailure: true });
