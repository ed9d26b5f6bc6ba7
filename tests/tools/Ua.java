import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.LogManager;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorDetails;
import org.verapdf.pdfa.validation.profiles.ProfileDetails;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Checks PDF files against all rules of a standard with veraPDF's own classes and profiles: `ua1 PDFUA-1.xml FILE…` is
 * PDF/UA-1 (ISO 14289-1), `2a PDFA-2A.xml FILE…` is PDF/A-2a (ISO 19005-2).
 *
 * Prints one line a file, its fields parted by tabs: number of rules, number of tests made, file; and after it one line
 * a failed test, which starts with a tab: clause and test number, message, place. Exit code 0: the files were checked,
 * whatever was found.
 *
 * The jar that carries veraPDF lacks the XML binding that its own profile reader needs, so the profile is read here.
 */
public class Ua {
    private static final String PROFILES = "org/verapdf/pdfa/validation/";

    public static void main(String[] arguments) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.fromString(arguments[0]);
        String[] files = Arrays.copyOfRange(arguments, 2, arguments.length);
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile = profile(flavour, PROFILES + arguments[1]);
        for (String file : files) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
                    PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
                ValidationResult result = validator.validate(parser);
                System.out.println(profile.getRules().size() + "\t" + result.getTotalAssertions() + "\t" + file);
                for (TestAssertion test : result.getTestAssertions()) {
                    if (test.getStatus() == TestAssertion.Status.FAILED) {
                        RuleId rule = test.getRuleId();
                        System.out.println("\t" + rule.getClause() + "-" + rule.getTestNumber() + "\t"
                                + oneLine(test.getMessage()) + "\t" + oneLine(test.getLocation().getContext()));
                    }
                }
            }
        }
    }

    private static ValidationProfile profile(PDFAFlavour flavour, String name) throws Exception {
        Document document;
        try (InputStream stream = Ua.class.getClassLoader().getResourceAsStream(name)) {
            document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream);
        }
        Set<Rule> rules = new HashSet<>();
        for (Element rule : elements(document.getElementsByTagName("rule"))) {
            Element id = elements(rule.getElementsByTagName("id")).get(0);
            RuleId ruleId = Profiles.ruleIdFromValues(
                    PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                    id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
            Element error = elements(rule.getElementsByTagName("error")).get(0);
            ErrorDetails details = Profiles.errorFromValues(text(error, "message"), Collections.emptyList());
            rules.add(Profiles.ruleFromValues(ruleId, rule.getAttribute("object"),
                    Boolean.parseBoolean(rule.getAttribute("deferred")), rule.getAttribute("tags"),
                    text(rule, "description"), text(rule, "test"), details, Collections.emptyList()));
        }
        Set<Variable> variables = new HashSet<>();
        for (Element variable : elements(document.getElementsByTagName("variable"))) {
            variables.add(Profiles.variableFromValues(variable.getAttribute("name"), variable.getAttribute("object"),
                    text(variable, "defaultValue"), text(variable, "value")));
        }
        ProfileDetails about = Profiles.profileDetailsFromValues(name, "", "", new Date(0));
        return Profiles.profileFromValues(flavour, about, "", rules, variables);
    }

    private static List<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).collect(Collectors.toList());
    }

    private static String text(Element element, String name) {
        NodeList found = element.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static String oneLine(String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ");
    }
}
