// SPDX-License-Identifier: Apache-2.0
// HiveMQ CE as an MQTT 5 broker in one process: arguments are address, port and data folder.
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

public final class HivemqBroker {
  /** Without an authenticator HiveMQ refuses everybody. */
  private static final class Everybody implements ExtensionMain {
    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
      SimpleAuthenticator authenticator = (question, answer) -> answer.authenticateSuccessfully();
      Services.securityRegistry().setAuthenticatorProvider(client -> authenticator);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
  }

  private static String configuration(String address, String port) {
    return "<?xml version=\"1.0\"?>\n<hivemq>\n"
        + "  <listeners><tcp-listener><port>" + port + "</port><bind-address>" + address
        + "</bind-address></tcp-listener></listeners>\n"
        // Its default of 1000 is for the whole group, with what is in flight: more would be dropped.
        + "  <mqtt><queued-messages><max-queue-size>1000000</max-queue-size></queued-messages></mqtt>\n"
        + "  <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>\n</hivemq>\n";
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[2]);
    Path config = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(config.resolve("config.xml"), configuration(arguments[0], arguments[1]));
    EmbeddedExtension everybody = EmbeddedExtension.builder().withId("everybody").withName("everybody")
        .withVersion("1").withPriority(0).withStartPriority(1000).withAuthor("sluice")
        .withExtensionMain(new Everybody()).build();
    EmbeddedHiveMQ broker = EmbeddedHiveMQ.builder().withConfigurationFolder(config)
        .withDataFolder(Files.createDirectories(folder.resolve("data")))
        .withExtensionsFolder(Files.createDirectories(folder.resolve("extensions")))
        .withEmbeddedExtension(everybody).build();
    broker.start().join();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      broker.stop().join();
      ended.countDown();
    }));
    System.out.println("hivemq is ready");
    ended.await();
  }
}
