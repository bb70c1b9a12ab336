import * as fc from 'fast-check';

/** Of a property that a mutant breaks the first failure is enough: nobody reads the smallest one. */
fc.configureGlobal({ endOnFailure: true, interruptAfterTimeLimit: 200 });
