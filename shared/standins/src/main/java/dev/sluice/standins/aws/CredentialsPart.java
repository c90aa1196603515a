package dev.sluice.standins.aws;

/** What SSO and STS hand out: keys that name who gave them. */
final class CredentialsPart {
    private static final String OF_SSO =
            """
            {"roleCredentials":{"accessKeyId":"SSOID","secretAccessKey":"s","sessionToken":"t","expiration":4070908800000}}""";
    private static final String OF_A_ROLE =
            """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>\
            <AccessKeyId>ROLEID</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
            <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>""";

    private CredentialsPart() {}

    static AwsRequest ofSso() {
        return new AwsRequest("GetRoleCredentials", () -> AwsAnswer.json(OF_SSO));
    }

    static AwsRequest ofARole() {
        return new AwsRequest("AssumeRole", () -> AwsAnswer.xml(200, OF_A_ROLE));
    }
}
