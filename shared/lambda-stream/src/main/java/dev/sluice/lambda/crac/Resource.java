package dev.sluice.lambda.crac;

/** Mirrors {@code org.crac.Resource}, whose proxies implement it. */
public interface Resource {

    void beforeCheckpoint(Context context) throws Exception;

    void afterRestore(Context context) throws Exception;
}
